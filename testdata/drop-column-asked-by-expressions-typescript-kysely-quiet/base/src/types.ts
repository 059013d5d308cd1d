export interface Database {
  users: { id: number; rating: number };
  posts: { id: number; rating: number };
}
