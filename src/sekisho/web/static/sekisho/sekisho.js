// The pages work without script; this only makes htmx keep to the content security policy
// and carries the cursor to a part of the page that has been replaced.
"use strict";
document.addEventListener("htmx:afterSwap", (event) => {
  const heading = event.target.querySelector("[data-focus]");
  if (heading) heading.focus();
  // What was found wrong before is no longer said beside what was understood now.
  if (event.target.id === "preview") document.getElementById("findings")?.remove();
});
