const express = require("express");

const db = require("./db");

const app = express();
app.use(express.json());

app.get("/health", (request, response) => response.json({ ok: true }));

app.post("/login", async (request, response) => {
  const { name, password } = request.body;
  const [user] = await db.query("SELECT id, password FROM users WHERE username = $1", [name]);
  if (!user || user.password !== password) {
    return response.sendStatus(401);
  }
  response.json({ id: user.id });
});

const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
