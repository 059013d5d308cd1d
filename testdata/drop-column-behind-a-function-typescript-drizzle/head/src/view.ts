import { findGuest, findUser } from "./users";

export async function title(id: number) {
  const user = await findUser(id);
  const guest = await findGuest();
  return user.nickname ?? guest.nickname;
}
