import type { DBUser, Person } from "./types";

export const label = (user: DBUser) => `<${user.email}>`;

export const card = (person: Person) => `${person.nick} ${person.mail}`;
