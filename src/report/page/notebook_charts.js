// Charts as SVG: hand-made, in the pixels that there are. Two thousand points are one path.
const filledNode = (node, attributes, children) => {
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
};
const element = (name, attributes, ...children) => filledNode(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
const html = (name, attributes, ...children) => filledNode(document.createElement(name), attributes, children);
const round = (number) => Math.round(number * 10) / 10;

function shortNumber(number, digits) {
  if (number === 0) return "0";
  const size = Math.abs(number);
  if (size >= 1e5 || size < 1e-3) return number.toExponential(digits - 3).replace(/\.?0*e/, "e").replace("e+", "e");
  return String(Number(number.toPrecision(digits)));
}
// With the digits that it takes to tell them apart, as far as there is room.
function labelled(ticks) {
  const isEnough = (digits) => new Set(ticks.map((tick) => shortNumber(tick, digits))).size === ticks.length;
  const digits = [4, 5, 6].find(isEnough) || 4;
  return ticks.map((tick) => [tick, shortNumber(tick, digits)]);
}

function linearTicks(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const ticks = [];
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step) ticks.push(Math.abs(tick) < step / 1e6 ? 0 : tick);
  return ticks;
}

function logTicks(low, high) {
  const all = [];
  const wide = Math.log10(high / low);
  const parts = wide > 3 ? [1] : wide > 1.2 ? [1, 3] : [1, 2, 5];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power)
    for (const part of parts) {
      const tick = Number((part * 10 ** power).toPrecision(6));
      if (tick >= low * 0.999 && tick <= high * 1.001) all.push(tick);
    }
  return all.length > 1 ? all : linearTicks(low, high, 4);
}

// Scales: from values to pixels.
function linear(low, high, from, to) {
  if (low === high) { const pad = Math.abs(low) * 0.05 || 1; low -= pad; high += pad; }
  const scale = (value) => from + ((value - low) / (high - low)) * (to - from);
  scale.ticks = (most) => labelled(linearTicks(low, high, most));
  return scale;
}
function logarithmic(low, high, from, to) {
  if (low === high) { low /= 2; high *= 2; }
  const first = Math.log10(low), span = Math.log10(high) - first;
  const scale = (value) => from + ((Math.log10(value) - first) / span) * (to - from);
  scale.ticks = () => labelled(logTicks(low, high));
  return scale;
}
function timeScale(low, high, from, to) {
  const day = 86400;
  if (low === high) { low -= day; high += day; }
  const scale = linear(low, high, from, to);
  scale.ticks = (most) => {
    const days = (high - low) / day;
    const [from, cut] = days > 1500 ? [0, 4] : days > 100 ? [0, 7] : days > 3 ? [5, 10] : [11, 16];
    const ticks = [];
    const seen = new Set();
    for (let i = 0; i <= most; ++i) {
      const at = low + ((high - low) * i) / most;
      const label = new Date(at * 1000).toISOString().slice(from, cut);
      if (!seen.has(label)) { seen.add(label); ticks.push([at, label]); }
    }
    return ticks;
  };
  return scale;
}
// Each value at a place of its own, in their order; the most frequent ones if there are too many.
function choices(values, from, to, most) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  const inOrder = (one, other) => {
    const first = plainNumber(one), second = plainNumber(other);
    return first !== null && second !== null ? first - second : one.localeCompare(other);
  };
  const kept = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one)).slice(0, most).sort(inOrder);
  const step = (to - from) / Math.max(1, kept.length);
  const places = new Map(kept.map((value, place) => [value, from + step * (place + 0.5)]));
  const scale = (value) => places.get(value) ?? null;
  scale.ticks = () => kept.map((value) => [value, value]);
  scale.step = step;
  return scale;
}
const span = (numbers) => numbers.reduce((range, each) => [Math.min(range[0], each), Math.max(range[1], each)], [Infinity, -Infinity]);
const wantsLog = (low, high) => low > 0 && high / low >= 30;
const padded = ([low, high]) => { const pad = (high - low) * 0.06; return [low - pad, high + pad]; };

const tip = document.getElementById("tip");
function showTip(row, lines, x, y) {
  tip.replaceChildren(html("b", {}, row.name), ...lines.map((line) => html("div", {}, line)));
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - box.width - 8)) + "px";
  tip.style.top = (y + 14 + box.height > innerHeight ? Math.max(8, y - box.height - 14) : y + 14) + "px";
}
const hideTip = () => { tip.hidden = true; };

function fit(label, room) {
  const most = Math.max(3, Math.floor(room / 7));
  return label.length > most ? label.slice(0, most - 1) + "…" : label;
}

const margin = { left: 52, right: 14, top: 12, bottom: 30 };
function plot(host, label) {
  const width = Math.max(240, host.clientWidth);
  const height = innerWidth < 640 ? 240 : 300;
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": label, tabindex: 0 });
  host.replaceChildren(svg);
  return { svg, width, height, left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
}
function frame(area, x, y, room) {
  for (const [value, label] of y.ticks(5)) {
    const at = Math.round(y(value));
    area.svg.append(element("line", { class: "rule", x1: area.left, x2: area.right, y1: at, y2: at }),
      element("text", { x: area.left - 8, y: at + 4, "text-anchor": "end" }, label));
  }
  const ticks = x.ticks(Math.max(2, Math.floor((area.right - area.left) / 90)));
  let free = -Infinity;
  for (const [value, label] of ticks) {
    const at = Math.round(x(value));
    const shown = fit(label, room || 90);
    const half = shown.length * 3.4;
    if (at - half < free) continue;
    free = at + half + 8;
    const middle = Math.min(at, area.right - half + margin.right - 2);
    area.svg.append(element("text", { x: middle, y: area.bottom + 20, "text-anchor": "middle" }, shown));
  }
  area.svg.append(element("line", { class: "axis", x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom }));
}
const dots = (points) => points.map((point) => `M${round(point.x)} ${round(point.y)}h0`).join("");

// A browser also tells of a pointer at rest when what lies below it moves: that must not take away what the keyboard shows.
const isAtRest = (event) => event.pointerType === "mouse" && event.movementX === 0 && event.movementY === 0;

// Pointing, touching and arrow keys find the nearest point; a click or Enter opens its experiment.
function explore(area, points, linesOf) {
  if (!points.length) return;
  const mark = element("circle", { class: "mark", r: 6, visibility: "hidden" });
  area.svg.append(mark);
  let current = -1;
  const show = (index, x, y) => {
    current = index;
    if (index < 0) { mark.setAttribute("visibility", "hidden"); hideTip(); return; }
    const point = points[index];
    mark.setAttribute("cx", point.x);
    mark.setAttribute("cy", point.y);
    mark.setAttribute("visibility", "visible");
    const box = area.svg.getBoundingClientRect();
    showTip(point.row, linesOf(point.row), x ?? box.left + point.x, y ?? box.top + point.y);
  };
  const nearest = (event) => {
    const box = area.svg.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    let best = -1, least = 30 * 30;
    points.forEach((point, index) => {
      const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (distance < least) { least = distance; best = index; }
    });
    return best;
  };
  let isKeyed = false;
  area.svg.addEventListener("pointermove", (event) => {
    if (isAtRest(event)) return;
    isKeyed = false;
    show(nearest(event), event.clientX, event.clientY);
  });
  area.svg.addEventListener("pointerleave", () => { if (!isKeyed) show(-1); });
  area.svg.addEventListener("blur", () => show(-1));
  area.svg.addEventListener("click", (event) => { const found = nearest(event); if (found >= 0) openDetails(points[found].row); });
  area.svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) { event.preventDefault(); isKeyed = true; show((current + step + points.length) % points.length); }
    if (event.key === "Enter" && current >= 0) { event.preventDefault(); openDetails(points[current].row); }  // or it closes again
    if (event.key === "Escape") show(-1);
  });
}

const empty = (host) => host.replaceChildren(html("p", { class: "empty" }, words.nodata));
const dotSize = (count) => (count > 800 ? 4 : count > 200 ? 5.5 : 8);

function drawTime(host, key, list, metric) {
  const stated = metric ? list.filter((row) => metric.number(row) !== null && row.date).sort((one, other) => one.seconds - other.seconds) : [];
  key.replaceChildren();
  if (!stated.length) return empty(host);
  const label = fill(words.points, { count: stated.length, first: stated[0].date, last: stated[stated.length - 1].date });
  const area = plot(host, `${metric.title}: ${label}`);
  const x = timeScale(stated[0].seconds, stated[stated.length - 1].seconds, area.left + 6, area.right - 6);
  const y = linear(...padded(span(stated.map(metric.number))), area.bottom, area.top);
  frame(area, x, y);
  const points = stated.map((row) => ({ row, x: x(row.seconds), y: y(metric.number(row)) }));
  area.svg.append(element("path", { class: "dots", d: dots(points), "stroke-width": dotSize(points.length) }));
  if (metric.better) {
    let best = null, path = "";
    for (const point of points) {
      const better = best === null || (metric.better === "higher" ? point.y < best : point.y > best);
      if (!better) continue;
      path += best === null ? `M${round(point.x)} ${round(point.y)}` : `H${round(point.x)}V${round(point.y)}`;
      best = point.y;
    }
    area.svg.append(element("path", { class: "best", d: path + `H${round(area.right - 6)}` }));
    const legend = html("span", {}, html("i", {}), words.best);
    key.append(legend, html("span", {}, words[metric.better]));
  }
  explore(area, points, (row) => [row.date, `${metric.title} ${metric.shown(row)}`]);
}

// A number for a place that looks random and is the same each time.
const jitter = (place) => ((Math.imul(place + 1, 2654435761) >>> 0) % 1000) / 1000 - 0.5;

// Moves points to the side that would lie on each other, at most that far: a lone one stays where it belongs.
function spread(points, size, most) {
  points.sort((one, other) => one.x - other.x || one.y - other.y || one.row.place - other.row.place);
  let near = [], middle = null;  // those of the same value that may touch the next one
  for (const point of points) {
    near = point.x === middle ? near.filter((each) => point.y - each.y < size) : [];
    middle = point.x;
    const taken = new Set(near.map((each) => each.side));
    let side = 0;
    while (taken.has(side) && Math.abs(side) * size <= most) side = side > 0 ? -side : 1 - side;
    near.push({ y: point.y, side });
    point.x += Math.abs(side) * size <= most ? side * size : jitter(point.row.place) * 2 * most;
  }
}

// Of a few numbers, such as batch sizes, each has a place of its own.
const fewValues = 8;
const isMany = (list, field) => new Set(list.map(field.number)).size > fewValues;

function drawScatter(host, key, list, metric, parameter, scaleName) {
  key.replaceChildren();
  const stated = metric && parameter ? list.filter((row) => metric.number(row) !== null && parameter.shown(row) !== "") : [];
  const numeric = stated.length > 0 && stated.every((row) => parameter.number(row) !== null);
  if (!stated.length) return empty(host);
  const area = plot(host, `${parameter.title}, ${metric.title}: ${stated.length}`);
  const y = linear(...padded(span(stated.map(metric.number))), area.bottom, area.top);
  let x, points, isLog = false;
  const isContinuous = numeric && (scaleName !== "auto" || isMany(stated, parameter));
  if (isContinuous) {
    const [low, high] = span(stated.map(parameter.number));
    isLog = low > 0 && (scaleName === "log" || (scaleName === "auto" && wantsLog(low, high)));
    x = (isLog ? logarithmic : linear)(low, high, area.left + 14, area.right - 14);
    frame(area, x, y);
    points = stated.map((row) => ({ row, x: x(parameter.number(row)), y: y(metric.number(row)) }));
  } else {
    x = choices(stated.map(parameter.shown), area.left, area.right, Math.max(3, Math.floor((area.right - area.left) / 56)));
    frame(area, x, y, x.step);
    points = stated.filter((row) => x(parameter.shown(row)) !== null).map((row) => ({ row, x: x(parameter.shown(row)), y: y(metric.number(row)) }));
    spread(points, dotSize(points.length), x.step * 0.3);
  }
  points.sort((one, other) => one.x - other.x);
  area.svg.append(element("path", { class: "dots", d: dots(points), "stroke-width": dotSize(points.length) }));
  if (!isContinuous)
    for (const [value] of x.ticks()) {
      const values = stated.filter((row) => parameter.shown(row) === value).map(metric.number).sort((one, other) => one - other);
      const middle = y(values[Math.floor(values.length / 2)]);
      area.svg.append(element("line", { class: "median", x1: x(value) - x.step * 0.3, x2: x(value) + x.step * 0.3, y1: middle, y2: middle }));
    }
  key.append(html("span", {}, `${metric.title} × ${parameter.title}`), isContinuous ? html("span", {}, isLog ? words.log : words.linear) : html("span", {}, html("i", {}), words.median));
  explore(area, points, (row) => [`${parameter.title} ${parameter.shown(row)}`, `${metric.title} ${metric.shown(row)}`]);
}

// Where a row stands on an axis, as a share from the bottom (0) to the top (1); null: it has no value.
function axisOf(field) {
  const stated = rows.filter((row) => field.shown(row) !== "");
  const numeric = stated.every((row) => field.number(row) !== null);
  if (!numeric || (field.kind === "config" && !isMany(stated, field))) {
    const scale = choices(stated.map(field.shown), 0, 1, 12);
    const share = (row) => (field.shown(row) === "" ? null : scale(field.shown(row)));
    return { field, share, ticks: scale.ticks().map(([value, label]) => [scale(value), label]) };
  }
  const [low, high] = span(stated.map(field.number));
  const scale = (wantsLog(low, high) ? logarithmic : linear)(low, high, 0, 1);
  return { field, share: (row) => (field.number(row) === null ? null : scale(field.number(row))), ticks: scale.ticks(5).map(([value, label]) => [scale(value), label]) };
}

const grades = 6;
const mostLines = 3000;  // of more, some stand for all; the best are always drawn
function drawParallel(host, list, axes, metric, ranges, changed) {
  if (axes.length < 2 || !metric) return empty(host);
  host.style.minWidth = axes.length * (innerWidth < 640 ? 62 : 80) + "px";
  const area = plot(host, axes.map((axis) => axis.field.title).join(", "));
  area.svg.removeAttribute("tabindex");
  const top = 44, bottom = area.height - 14;
  const left = 46, right = area.width - 60;
  const x = (index) => left + ((right - left) * index) / (axes.length - 1);
  const y = (share) => bottom - share * (bottom - top);
  const graded = sorted(list.filter((row) => metric.number(row) !== null), metric, metric.better !== "lower");
  const paths = Array.from({ length: grades }, () => "");
  const lines = [];
  const step = Math.ceil(graded.length / mostLines);
  graded.forEach((row, rank) => {
    const isTop = rank >= graded.length - Math.max(1, Math.min(20, Math.round(graded.length * 0.03)));
    if (!isTop && rank % step !== 0) return;
    let path = "", open = false;
    const points = axes.map((axis, index) => { const share = axis.share(row); return share === null ? null : [round(x(index)), round(y(share))]; });
    for (const point of points) {
      if (point) path += (open ? "L" : "M") + point[0] + " " + point[1];
      open = point !== null;
    }
    const share = graded.length < 2 ? 1 : rank / (graded.length - 1);
    paths[isTop ? grades - 1 : Math.min(grades - 2, Math.floor(share * (grades - 1)))] += path;
    lines.push({ row, points, path });
  });
  paths.forEach((path, grade) => {
    if (!path) return;
    const drawn = element("path", { class: `lines q${grade}`, d: path });
    drawn.style.strokeOpacity = grade === grades - 1 ? 0.95 : Math.max(0.14, Math.min(0.9, 120 / graded.length + grade * 0.05));
    area.svg.append(drawn);
  });
  const lit = element("path", { class: "lit", d: "" });
  area.svg.append(lit);
  axes.forEach((axis, index) => {
    const at = Math.round(x(index));
    area.svg.append(element("line", { class: "axis", x1: at, x2: at, y1: top, y2: bottom }));
    const title = element("text", { class: "title", x: at, y: 18, "text-anchor": index === 0 ? "start" : index === axes.length - 1 ? "end" : "middle" },
      fit(labelOf(axis.field), (right - left) / (axes.length - 1)));
    if (index === 0) title.setAttribute("x", at - 40);
    if (index === axes.length - 1) title.setAttribute("x", at + 56);
    title.append(element("title", {}, axis.field.title));
    area.svg.append(title);
    for (const [share, label] of axis.ticks)
      area.svg.append(element("text", { class: "halo", x: at + 6, y: y(share) + 4 }, fit(label, Math.min(90, (right - left) / (axes.length - 1) - 10))));
    const range = ranges.get(axis.field.id);
    if (range) area.svg.append(element("rect", { class: "range", x: at - 8, width: 16, y: y(range[1]), height: Math.max(2, y(range[0]) - y(range[1])) }));
    area.svg.append(grabber(area, axis, at, top, bottom, ranges, changed));
  });
  area.svg.addEventListener("pointermove", (event) => {
    if (isAtRest(event)) return;
    const box = area.svg.getBoundingClientRect();
    const found = nearestLine(lines, event.clientX - box.left, event.clientY - box.top);
    lit.setAttribute("d", found ? found.path : "");
    if (found) showTip(found.row, axes.map((axis) => `${labelOf(axis.field)} ${axis.field.shown(found.row) || words.missing}`), event.clientX, event.clientY);
    else hideTip();
  });
  area.svg.addEventListener("pointerleave", () => {
    if (lit.getAttribute("d")) hideTip();
    lit.setAttribute("d", "");
  });
  area.svg.addEventListener("click", (event) => {
    if (event.target.classList.contains("grab")) return;
    const box = area.svg.getBoundingClientRect();
    const found = nearestLine(lines, event.clientX - box.left, event.clientY - box.top);
    if (found) openDetails(found.row);
  });
}

function nearestLine(lines, x, y) {
  let best = null, least = 8;
  for (const line of lines)
    for (let i = 1; i < line.points.length; ++i) {
      const from = line.points[i - 1], to = line.points[i];
      if (!from || !to || x < from[0] || x > to[0]) continue;
      const distance = Math.abs(from[1] + ((to[1] - from[1]) * (x - from[0])) / (to[0] - from[0]) - y);
      if (distance < least) { least = distance; best = line; }
    }
  return best;
}

// The strip along an axis on which a range is drawn. A click without a drag takes the range away.
function grabber(area, axis, at, top, bottom, ranges, changed) {
  const strip = element("rect", { class: "grab", x: at - 14, width: 28, y: top - 6, height: bottom - top + 12 });
  const shareAt = (event) => {
    const box = area.svg.getBoundingClientRect();
    return Math.max(-0.02, Math.min(1.02, (bottom - (event.clientY - box.top)) / (bottom - top)));
  };
  let begin = null, preview = null;
  strip.addEventListener("pointerdown", (event) => {
    begin = shareAt(event);
    strip.setPointerCapture(event.pointerId);
    preview = element("rect", { class: "range", x: at - 8, width: 16, y: 0, height: 0 });
    area.svg.append(preview);
    event.preventDefault();
  });
  strip.addEventListener("pointermove", (event) => {
    if (begin === null) return;
    const end = shareAt(event);
    preview.setAttribute("y", bottom - Math.max(begin, end) * (bottom - top));
    preview.setAttribute("height", Math.abs(begin - end) * (bottom - top));
    event.stopPropagation();
  });
  strip.addEventListener("pointerup", (event) => {
    if (begin === null) return;
    const end = shareAt(event);
    if (Math.abs(begin - end) < 0.02) ranges.delete(axis.field.id);
    else ranges.set(axis.field.id, [Math.min(begin, end), Math.max(begin, end)]);
    begin = null;
    changed();
  });
  strip.addEventListener("pointercancel", () => { begin = null; if (preview) preview.remove(); });
  return strip;
}
