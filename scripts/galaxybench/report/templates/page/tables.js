// Sort buttons in the headers of tables of class "sortable", and a filter field above
// those with data-rows. vendor/sortable.min.js sorts. Without scripts all rows show.
for (const table of document.querySelectorAll("table.sortable")) {
  const rows = [...table.tBodies[0].rows];
  for (const header of table.tHead.rows[0].cells) {
    const numbers = "sort" in rows[0].cells[header.cellIndex].dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    // The first click sorts names from A to Z and numbers from the highest.
    button.addEventListener("click", () => table.classList.toggle("asc", !numbers));
  }
  if (table.dataset.rows) addFilter(table, rows, table.dataset.rows);
}

function addFilter(table, rows, what) {
  const texts = rows.map((row) =>
    [...row.cells].map((cell) => cell.textContent).join(" ").toLowerCase());
  const box = document.createElement("p");
  const label = document.createElement("label");
  const field = document.createElement("input");
  const count = document.createElement("output");
  box.className = "filter";
  label.append(`Only ${what} with the words `, field);
  field.type = "search";
  field.autocomplete = "off";
  const update = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
    });
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = `${shown} of ${rows.length} ${what}`;
  };
  field.addEventListener("input", update);
  update();
  box.append(label, " ", count);
  table.closest(".scroll").before(box);
}
