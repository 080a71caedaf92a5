// A real socket.io client for the tests. Reads a JSON line an action, {"emit": [name, data]} or {"break": true}, and writes one an event.
// node socketio_client.mjs URL websocket|polling [ORIGIN]
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [url, transport, origin] = process.argv.slice(2);
const socket = io(url, {
  transports: [transport],
  reconnectionDelay: 100,
  reconnectionDelayMax: 100,
  extraHeaders: origin ? { Origin: origin } : {},
});
const tell = (event, data) => process.stdout.write(`${JSON.stringify([event, data ?? null])}\n`);

socket.on("connect", () => tell("connect"));
socket.on("disconnect", (reason) => tell("disconnect", reason));
socket.on("connect_error", (error) => tell("connect_error", error.message));
socket.onAny(tell);
createInterface({ input: process.stdin })
  .on("line", (line) => {
    const action = JSON.parse(line, (key, value) => (key === "binary" ? Buffer.from(value) : value));
    if (action.emit) socket.emit(...action.emit);
    else socket.io.engine.close();
  })
  .on("close", () => process.exit());
