import { User } from "./user";
import { verify } from "./passwords";

export async function login(login: string, password: string) {
  const user = await User.findOne({ where: { username: login } });
  if (!user || !(await verify(password, user.get("passwordHash")))) {
    throw new Error("denied");
  }
  return user.get("id");
}
