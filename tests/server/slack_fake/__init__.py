"""Slack without Slack: npm's `emulate` behind a front that is as strict as Slack about blocks, can fail, and keeps what was sent."""
