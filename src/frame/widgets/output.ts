// ipywidgets' Output widget: shows outputs as a cell does. Scripts of outputs run here already, so they stand in the same
// frame and need no further one.
import * as output from "@jupyter-widgets/output";
import type { FrameManager } from "./manager.ts";

export class OutputModel extends output.OutputModel {
  override defaults(): object {
    return { ...super.defaults(), msg_id: "", outputs: [] };
  }
}

export class OutputView extends output.OutputView {
  // Backbone calls `initialize` before the fields of a class are set, so this one is made when it is first asked for.
  declare private drawing: Promise<void> | undefined;

  override render(): void {
    super.render();
    this.el.classList.add("lb-outputs");
    this.listenTo(this.model, "change:outputs", () => this.draw());
    this.draw();
  }

  override remove(): void {
    this.trigger("lb-remove");
    super.remove();
  }

  /** One drawing after the other: the renderers come with the first. */
  private draw(): void {
    this.drawing = (this.drawing ?? Promise.resolve()).then(async () => {
      const { drawOutputs } = await import("./outputs.ts");
      const { widget_manager: manager } = this.model as unknown as {
        readonly widget_manager: FrameManager;
      };
      drawOutputs(this.el, this.model.get("outputs"), manager);
    });
  }
}
