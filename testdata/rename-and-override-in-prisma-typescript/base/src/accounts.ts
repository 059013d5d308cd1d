import { type Account, Prisma } from "@prisma/client";
import { prisma } from "./db";

export const find = (email: string) =>
  prisma.account.findFirst({ where: { email }, select: { id: true, label: true, nick: true } });

export const show = (account: Account) => `${account.label} ${account.nick}`;

export const picked = (account: Pick<Account, "label" | "nick">) => account.label;

export type Loaded = Prisma.AccountGetPayload<{ select: { label: true; nick: true } }>;

export const title = (account: Prisma.AccountGetPayload<{ select: { label: true } }>) => account.label;

export const shown = ({ label, nick }: Account) => label ?? nick;

export const columns = { label: true, nick: true } satisfies Prisma.AccountSelect;

export const checked = Prisma.validator<Prisma.AccountSelect>()({ label: true, nick: true });

export const filter: Prisma.AccountWhereInput = { email: "a@b.c", nick: "x" };
