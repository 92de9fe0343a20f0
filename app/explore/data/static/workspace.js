// Files dropped anywhere on the form are sent like chosen ones; while something is read, the list renews itself.
"use strict";
{
  const form = document.getElementById("drop");
  if (form) {
    const input = form.querySelector("input[type=file]");
    for (const name of ["dragenter", "dragover"]) {
      form.addEventListener(name, (event) => {
        event.preventDefault();
        form.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
  const renew = async () => {
    const jobs = document.getElementById("jobs");
    if (jobs.dataset.running === "0") return;
    try {
      const answer = await fetch("/workspace", { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("jobs");
      if (fresh) {
        jobs.replaceWith(fresh);
        if (fresh.dataset.running === "0") document.getElementById("inside").parentElement.replaceWith(page.getElementById("inside").parentElement);
      }
    } catch {
      // The server may be busy or gone: the next turn asks again.
    }
    setTimeout(renew, 1500);
  };
  setTimeout(renew, 1500);
}
