// Where the page starts. What stands here is the only script that no part of the page can import.
import "../../style/main.css";
import { openPage } from "./open-page.ts";

await openPage();
