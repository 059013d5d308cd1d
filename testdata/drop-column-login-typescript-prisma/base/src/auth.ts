import { PrismaClient } from "@prisma/client";
import { Router } from "express";
import { verify } from "./passwords";

const prisma = new PrismaClient();
export const auth = Router();

auth.post("/login", async (req, res) => {
  const user = await prisma.user.findFirst({
    where: { username: req.body.login },
    select: { id: true, passwordHash: true },
  });
  if (!user || !(await verify(req.body.password, user.passwordHash))) {
    return res.status(401).end();
  }
  res.json({ id: user.id });
});
