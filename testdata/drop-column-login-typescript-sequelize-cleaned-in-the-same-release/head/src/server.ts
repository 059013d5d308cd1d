import express from "express";
import { login } from "./login";

export const app = express();

app.post("/login", async (req, res) => {
  res.json({ id: await login(req.body.login, req.body.password) });
});
app.get("/health", (req, res) => {
  res.status(204).end();
});
