import { type Account, Prisma } from "@prisma/client";
import { prisma } from "./db";

export const find = (email: string) => prisma.account.findFirst({ where: { email }, select: { id: true, nick: true } });

export const show = (account: Account) => `${account.email} ${account.nick}`;

export const picked = (account: Pick<Account, "email" | "nick">) => account.nick;

export type Loaded = Prisma.AccountGetPayload<{ select: { email: true; nick: true } }>;

export const title = (account: Prisma.AccountGetPayload<{ select: { nick: true } }>) => account.nick;

export const shown = ({ email, nick }: Account) => email ?? nick;

export const columns = { email: true, nick: true } satisfies Prisma.AccountSelect;

export const checked = Prisma.validator<Prisma.AccountSelect>()({ email: true, nick: true });

export const filter: Prisma.AccountWhereInput = { email: "a@b.c", nick: "x" };
