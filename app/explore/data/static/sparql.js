// The editor of the SPARQL page. Without it the page is a form with a text field, and works.
(() => {
  "use strict";
  const area = document.getElementById("query");
  const words = JSON.parse(document.getElementById("words").textContent);
  const keywords = ["SELECT", "DISTINCT", "WHERE", "FILTER", "OPTIONAL", "UNION", "GRAPH", "BIND", "VALUES", "MINUS",
    "GROUP BY", "HAVING", "ORDER BY", "DESC", "LIMIT", "OFFSET", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE",
    "CONTAINS", "STRSTARTS", "REGEX", "COALESCE", "EXISTS", "NOT EXISTS", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX"];

  const editor = CodeMirror.fromTextArea(area, {
    mode: "application/sparql-query", lineNumbers: true, matchBrackets: true, lineWrapping: true, tabSize: 2,
    extraKeys: {
      "Ctrl-Space": complete, "Ctrl-Enter": ask, "Cmd-Enter": ask,
      Tab: false, "Shift-Tab": false, // the keyboard gets out again
    },
    viewportMargin: Infinity,
  });
  editor.getInputField().setAttribute("aria-label", document.querySelector("label[for=query]").textContent);

  function ask() {
    editor.save();
    area.form.requestSubmit(area.form.querySelector("button.main"));
  }

  function complete() {
    editor.showHint({ hint: propose, completeSingle: false });
  }

  function propose() {
    const at = editor.getCursor();
    const before = editor.getLine(at.line).slice(0, at.ch);
    const typed = /[?$]?[\p{L}\p{N}_:.-]*$/u.exec(before)[0];
    const low = typed.toLowerCase();
    const variables = [...new Set(editor.getValue().match(/[?$][\p{L}\p{N}_]+/gu) || [])];
    const known = [...words, ...variables.map((name) => [name, ""]), ...keywords.map((word) => [word, ""])];
    const list = known
      .filter(([name, about]) => name !== typed && low &&
        (name.toLowerCase().startsWith(low) || name.toLowerCase().includes(`:${low}`) || about.includes(typed)))
      .slice(0, 40)
      .map(([name, about]) => ({ text: name, render: (place) => {
        place.append(name);
        if (about) place.append(Object.assign(document.createElement("small"), { textContent: about }));
      } }));
    return { list, from: CodeMirror.Pos(at.line, at.ch - typed.length), to: at };
  }

  editor.on("inputRead", (_, change) => {
    const kind = editor.getTokenTypeAt(editor.getCursor()) || "";
    if (change.origin !== "paste" && !/comment|string(?!-)/.test(kind) && /[\p{L}:?]$/u.test(change.text[0])) complete();
  });

  if (area.dataset.line) {
    const line = Math.min(Number(area.dataset.line) - 1, editor.lastLine());
    editor.addLineClass(line, "background", "wrong");
    editor.setCursor(line, Number(area.dataset.column) - 1);
    editor.focus();
  }

  const named = document.getElementById("named");
  named.addEventListener("change", () => named.form.requestSubmit());
})();
