// Commands on slides: the show, and each cell's place in it.
import type { Command } from "../extension.ts";
import { patchCells } from "../model/edits.ts";
import { selectedCells } from "../model/select.ts";
import { slideTypeOf, withSlideType, type SlideType } from "../model/slide-type.ts";
import { isRefused } from "./refusal.ts";

const WORDS: Readonly<Record<SlideType, string>> = {
  slide: "Slide: start one with the cell",
  subslide: "Slide: start one below the last",
  fragment: "Slide: the cell comes with a step",
  skip: "Slide: leave the cell out",
  notes: "Slide: make it the speaker's notes",
  "-": "Slide: the cell goes on with the one before",
};

function setType(type: SlideType): Command {
  return {
    id: `slides.${type === "-" ? "go-on" : type}`,
    label: WORDS[type],
    run: (context) => {
      const entries = selectedCells(context.state);
      if (isRefused(context, "edit", entries)) return;
      const patches = entries.flatMap(({ cell }) =>
        slideTypeOf(cell) === type ? [] : [{ id: cell.id, metadata: withSlideType(cell, type) }],
      );
      const edit = patchCells(context.state, "Change the slides", patches);
      if (edit !== undefined) context.dispatch(edit);
      context.announce(WORDS[type]);
    },
  };
}

export const slideCommands: readonly Command[] = [
  {
    id: "view.slides",
    label: "Show as slides, or end the slides",
    run: ({ view }) => view.toggleSlides(),
  },
  ...(["slide", "subslide", "fragment", "skip", "notes", "-"] as const).map(setType),
];
