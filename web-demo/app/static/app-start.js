// Starts the page, and says so when it cannot start: a policy for scripts may forbid text in HTML.

function fail(reason) {
  document.getElementById("boot")?.remove();
  const failure = document.getElementById("failure");
  // The first reason is the cause of the others.
  if (!failure.hidden) return;
  document.getElementById("failure-text").textContent = String(reason);
  failure.hidden = false;
}

addEventListener("error", (event) => {
  if (event.message) fail(event.message);
});

try {
  const { default: init } = await import("./app.js");
  await init();
} catch (error) {
  fail(error);
}
