// Starts the data in a worker. `?simulator` brings a simulated cluster with it.

// What the page says before the module is there, kept for it.
const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

// Only errors that nobody catches reach the page, and a promise's do not.
const fail = (reason) => setTimeout(() => { throw reason; });
addEventListener("unhandledrejection", (event) => fail(event.reason));

try {
  const { default: init } = location.search === "?simulator"
    ? await import("./simulator/worker.js")
    : await import("./worker.js");
  await init();
  removeEventListener("message", keep);
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
} catch (error) {
  fail(error);
}
