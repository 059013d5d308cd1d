import type { DBUser, Person } from "./types";

export const label = (user: DBUser) => `${user.nick} <${user.mail}> ${user.seen_at}`;

export const card = (person: Person) => `${person.nick} ${person.mail}`;
