// Starts the fake of Telegram's Bot API, telegram-test-api: `node telegram.js PORT`.
'use strict';

const TelegramServer = require('telegram-test-api');

process.on('unhandledRejection', (reason) => console.error(`${reason}`)); // it does not catch that a bot is down or refuses an update
const server = new TelegramServer({ port: Number(process.argv[2]), host: '127.0.0.1', storeTimeout: 3600 });
server.start();
