const Post = require("./Post");
const Draft = require("./Draft");

const first = (userId) => Post.create({ title: "Hello", createdById: userId });
const draft = (userId) => Draft.build({ title: "Hello", creatorId: userId });

module.exports = { first, draft };
