export interface DBUser {
  id: number;
  email: string;
}

export interface Person {
  id: number;
  mail: string;
  nick: string | null;
}
