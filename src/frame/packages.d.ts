declare module "plotly.js-strict-dist-min" {
  const Plotly: {
    newPlot(el: HTMLElement, figure: object): Promise<unknown>;
  };
  export default Plotly;
}

declare module "anywidget";
