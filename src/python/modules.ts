// The modules that run inside the kernel, by name: `lessonbook.<name>` there.
import beside from "./beside.py";
import cells from "./cells.py";
import check from "./check.py";
import check_blocking from "./check_blocking.py";
import check_loop from "./check_loop.py";
import check_places from "./check_places.py";
import check_report from "./check_report.py";
import check_run from "./check_run.py";
import check_same from "./check_same.py";
import check_script from "./check_script.py";
import check_words from "./check_words.py";
import findings from "./findings.py";
import heartbeat from "./heartbeat.py";
import held from "./held.py";
import lanes from "./lanes.py";
import measure from "./measure.py";
import patches from "./patches.py";
import recorder from "./recorder.py";
import tasks from "./tasks.py";
import timeline from "./timeline.py";
import timeline_bundle from "./timeline_bundle.py";
import timeline_picture from "./timeline_picture.py";
import waits from "./waits.py";
import watchdog from "./watchdog.py";

export const PYTHON_MODULES: Readonly<Record<string, string>> = {
  beside,
  cells,
  check,
  check_blocking,
  check_loop,
  check_places,
  check_report,
  check_run,
  check_same,
  check_script,
  check_words,
  findings,
  heartbeat,
  held,
  lanes,
  measure,
  patches,
  recorder,
  tasks,
  timeline,
  timeline_bundle,
  timeline_picture,
  waits,
  watchdog,
};
