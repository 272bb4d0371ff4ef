// The widgets of one frame: models as the page hands them over, put together by ipywidgets' own manager. It finds nothing by
// itself; the page has gathered all that a widget holds.
import { JupyterLuminoWidget, type DOMWidgetView, type WidgetModel } from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import type { FrameModel, FromWidget } from "../protocol.ts";
import { FrameComm } from "./comm.ts";
import { loadClass } from "./libraries.ts";
import { typesetIn } from "./math.ts";

/** The static side of a model's class. */
interface ModelClass {
  _deserialize_state(state: object, manager: FrameManager): Promise<Record<string, never>>;
}

export class FrameManager extends ManagerBase {
  readonly #say: (message: FromWidget) => void;
  readonly #comms = new Map<string, FrameComm>();
  /** Where labels look for what sets their formulas; the name is the one of Jupyter's own manager. */
  readonly _rendermime = { latexTypesetter: { typeset: typesetIn } };

  constructor(say: (message: FromWidget) => void) {
    super();
    this.#say = say;
  }

  /** Makes models, or gives those that are there another state. Settles when all have been tried. */
  async takeModels(models: readonly FrameModel[]): Promise<void> {
    await Promise.allSettled(
      models.map((model) => (this.has_model(model.id) ? this.#renew(model) : this.#make(model))),
    );
  }

  /** Brings a message to a model; it waits until the model is there. */
  async receive(id: string, data: unknown, buffers: readonly ArrayBuffer[]): Promise<void> {
    if (!this.has_model(id)) return;
    await this.get_model(id);
    this.#comms.get(id)?.receive(withViews(data), buffers);
  }

  handled(id: string): void {
    this.#comms.get(id)?.handled();
  }

  async close(id: string): Promise<void> {
    if (!this.has_model(id)) return;
    await this.get_model(id);
    this.#comms.get(id)?.closed();
    this.#comms.delete(id);
  }

  /** Shows a model's view in place of what `el` held; `el` has to be in the document. @throws what the library throws. */
  async show(id: string, el: HTMLElement): Promise<DOMWidgetView> {
    const model = await this.get_model(id);
    // What a widget shows itself by stands in its state; one that shows nothing fails below.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    const view = await this.create_view(model);
    el.replaceChildren();
    // Views wait for Lumino's word that they are attached.
    JupyterLuminoWidget.attach(view.luminoWidget, el);
    return view;
  }

  protected override loadClass(className: string, moduleName: string): Promise<typeof WidgetModel> {
    return loadClass(moduleName, className) as Promise<typeof WidgetModel>;
  }

  /** Comms come with their models. */
  protected override _create_comm(): Promise<never> {
    return Promise.reject(new Error("A widget cannot be made without the kernel."));
  }

  protected override _get_comm_info(): Promise<object> {
    return Promise.resolve({});
  }

  async #make({ id, name, module, version, state }: FrameModel): Promise<void> {
    const comm = new FrameComm(id, this.#say);
    this.#comms.set(id, comm);
    await this.new_model(
      {
        model_name: name,
        model_module: module,
        model_module_version: version,
        model_id: id,
        comm,
      },
      withViews(state),
    );
  }

  async #renew({ id, state }: FrameModel): Promise<void> {
    const model = await this.get_model(id);
    const type = model.constructor as unknown as ModelClass;
    model.set_state(await type._deserialize_state(withViews(state) as object, this));
  }
}

/** ipywidgets hands bytes to widgets as `DataView`s. */
function withViews(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return new DataView(value);
  if (Array.isArray(value)) return value.map(withViews);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withViews(item)]));
}
