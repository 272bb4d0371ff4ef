import { makePolicy } from "./policy.ts";

const entity = makePolicy("lessonbook-entity", "HTML", (text) => {
  if (!/^&#?[\da-z]{1,40};?$/i.test(text)) throw new TypeError(`"${text}" is no named character.`);
});

/** The character that HTML calls so, such as `&copy;`; the name itself where there is none. */
export function decodeEntity(name: string): string {
  const place = document.createElement("span");
  place.innerHTML = entity(name);
  return place.textContent;
}
