// Hides the repositories whose name or file does not have all words of the filter.
(() => {
  const field = document.getElementById("filter");
  const table = document.getElementById("repositories");
  if (!field || !table) return;
  const place = field.closest("p");
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: row.cells[0].textContent.toLowerCase() }));
  place.hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) ++shown;
    }
    place.querySelector("output").textContent = words.length ? `${shown} / ${rows.length}` : "";
  });
})();
