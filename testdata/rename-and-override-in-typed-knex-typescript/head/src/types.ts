export interface Timestamps {
  seen_at: Date;
}

export interface DBUser extends Timestamps {
  id: number;
  mail: string;
  nick: string | null;
}

export interface Person {
  id: number;
  mail: string;
  nick: string | null;
}
