// Slack's Web API from the package emulate: a workspace with a bot, two people and a channel. Prints a line when it listens.
import { createEmulator } from "emulate";

const [port, scopes] = process.argv.slice(2);
const people = ["helper", "ana", "ben"];
const mine = { chat: "chat:write", read: ["im:write", "im:history", "channels:history", "mpim:history", "mpim:write", "users:read", "channels:read"] };
await createEmulator({
  service: "slack",
  port: Number(port),
  seed: {
    slack: {
      strict_scopes: true,
      users: people.map((name) => ({ name })),
      channels: [{ name: "health" }],
      tokens: [
        { token: "xoxb-helper", user: "helper", scopes: scopes.split(",") },
        ...people.slice(1).map((name) => ({ token: `xoxp-${name}`, user: name, scopes: mine.read.concat(mine.chat) })),
      ],
    },
  },
});
console.log("listening");
