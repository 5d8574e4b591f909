// What the reader chose, and drawing again when it changes. It is in the address, so that it can be shared.
(() => {
  const by = (id) => document.getElementById(id);
  const isSaid = (field) => rows.some((row) => field.shown(row) !== "");
  const address = new URLSearchParams(location.hash.slice(1));
  const first = metrics[0] || null;
  const numericFirst = parameters.filter((field) => field.numeric).reduce((most, field) => (!most || field.distinct > most.distinct ? field : most), null) || parameters[0] || null;
  const state = {
    filter: address.get("filter") || "",
    metric: fieldOfId.get(address.get("metric")) || first,
    parameter: fieldOfId.get(address.get("key")) || numericFirst,
    scale: ["linear", "log"].includes(address.get("scale")) ? address.get("scale") : "auto",
    sort: { field: columns[1], ascending: false },
    ranges: new Map(),
    limit: atOnce,
    shown: new Set(["name", "date", "seed", ...metrics.slice(0, 3).map((field) => field.id), ...parameters.slice(0, 5).map((field) => field.id)]),
    axes: new Set(parameters.slice(0, 5).map((field) => field.id)),
  };
  if (rows.some((row) => row.remark)) state.shown.add("remark");
  const wanted = (address.get("sort") || "").match(/^(.*)\.(asc|desc)$/);
  if (wanted && fieldOfId.has(wanted[1])) state.sort = { field: fieldOfId.get(wanted[1]), ascending: wanted[2] === "asc" };

  const remember = () => {
    const said = new URLSearchParams();
    if (state.filter) said.set("filter", state.filter);
    if (state.metric !== first) said.set("metric", state.metric.id);
    if (state.parameter !== numericFirst) said.set("key", state.parameter.id);
    if (state.scale !== "auto") said.set("scale", state.scale);
    if (state.sort.field.id !== "date" || state.sort.ascending) said.set("sort", `${state.sort.field.id}.${state.sort.ascending ? "asc" : "desc"}`);
    history.replaceState(null, "", said.toString() ? "#" + said : location.pathname + location.search);
  };
  const axesOf = () => {
    const chosen = fields.filter((field) => state.axes.has(field.id) && isSaid(field)).slice(0, 8);
    if (state.metric && !chosen.includes(state.metric)) chosen.push(state.metric);
    return chosen.map(axisOf);
  };

  let kept = rows, axes = [];
  function choose() {
    const { tests, unknown } = readFilter(state.filter);
    const help = by("filter-help");
    if (help.dataset.text === undefined) help.dataset.text = help.textContent;
    help.textContent = unknown.length ? fill(words.notcondition, { part: unknown.join(" ") }) : help.dataset.text;
    help.classList.toggle("bad", unknown.length > 0);
    axes = axesOf();
    const limits = axes.filter((axis) => state.ranges.has(axis.field.id)).map((axis) => [axis, state.ranges.get(axis.field.id)]);
    kept = rows.filter((row) => tests.every((test) => test(row)) && limits.every(([axis, range]) => {
      const share = axis.share(row);
      return share !== null && share >= range[0] && share <= range[1];
    }));
    by("count").textContent = fill(words.shown, { shown: kept.length, all: rows.length });
    by("clear").hidden = limits.length === 0;
  }
  function drawCharts() {
    drawTime(by("time"), by("time-key"), kept, state.metric);
    drawScatter(by("scatter"), by("scatter-key"), kept, state.metric, state.parameter, state.scale);
    drawParallel(by("parallel"), kept, axes, state.metric, state.ranges, update);
  }
  function drawRows() {
    const shownFields = fields.filter((field) => state.shown.has(field.id));
    drawTable(by("table"), by("more"), sorted(kept, state.sort.field, state.sort.ascending), shownFields, state.sort, sortBy, state.limit);
    by("sort").value = state.sort.field.id;
  }
  function update() {
    state.limit = atOnce;
    choose();
    drawCharts();
    drawRows();
    remember();
  }
  // A metric whose better values are known shows those first.
  function sortBy(field) {
    const better = field.better === "lower" || (field.kind !== "metric" && field.id !== "date");
    state.sort = { field, ascending: state.sort.field === field ? !state.sort.ascending : better };
    state.limit = atOnce;
    drawRows();
    remember();
    const place = fields.filter((each) => state.shown.has(each.id)).indexOf(field);
    by("table").tHead.rows[0].cells[place]?.querySelector("button")?.focus();
  }

  const option = (field, chosen) => { const made = html("option", { value: field.id }, field.title); made.selected = field === chosen; return made; };
  by("metric").append(...metrics.map((field) => option(field, state.metric)));
  by("key").append(...[...parameters, columns[4]].filter(isSaid).map((field) => option(field, state.parameter)));
  by("sort").append(...fields.filter(isSaid).map((field) => option(field, state.sort.field)));
  by("scale").value = state.scale;
  by("filter").value = state.filter;
  by("metric").addEventListener("change", (event) => { state.metric = fieldOfId.get(event.target.value); state.ranges.clear(); update(); });
  by("key").addEventListener("change", (event) => { state.parameter = fieldOfId.get(event.target.value); drawCharts(); remember(); });
  by("scale").addEventListener("change", (event) => { state.scale = event.target.value; drawCharts(); remember(); });
  by("sort").addEventListener("change", (event) => sortBy(fieldOfId.get(event.target.value)));
  by("clear").addEventListener("click", () => { state.ranges.clear(); update(); });
  by("more").addEventListener("click", () => { state.limit += atOnce; drawRows(); });
  let waiting = 0;
  by("filter").addEventListener("input", (event) => {
    state.filter = event.target.value;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(update);
  });
  const checks = (host, list, chosen, changed) => host.append(...list.map((field) => {
    const box = html("input", { type: "checkbox" });
    box.checked = chosen.has(field.id);
    box.addEventListener("change", () => { chosen[box.checked ? "add" : "delete"](field.id); changed(); });
    return html("label", {}, box, field.title);
  }));
  checks(by("columns"), fields.filter(isSaid), state.shown, drawRows);
  checks(by("axes"), [...parameters, ...metrics].filter(isSaid), state.axes, update);

  update();
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; drawCharts(); } });
  document.documentElement.dataset.ready = "yes";
})();
