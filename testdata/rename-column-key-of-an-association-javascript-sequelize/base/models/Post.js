const { DataTypes } = require("sequelize");
const { sequelize } = require("../sequelize");

const Post = sequelize.define("post", { title: DataTypes.STRING }, { tableName: "posts", timestamps: false });

Post.associate = (models) => {
  Post.belongsTo(models.User, { as: "creator", foreignKey: "creatorId" });
};

module.exports = Post;
