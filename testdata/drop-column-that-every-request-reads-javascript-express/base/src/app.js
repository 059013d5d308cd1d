const express = require("express");
const { requireUser } = require("./auth");

const app = express();
app.use(requireUser);
app.get("/orders", (req, res) => res.json([]));
module.exports = app;
