module.exports = {
  TABLES: {
    grants: 'grants',
    assigned_grants: 'assigned_grants',
  },
};
