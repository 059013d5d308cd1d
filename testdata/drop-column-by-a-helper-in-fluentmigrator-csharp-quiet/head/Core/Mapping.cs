namespace Core
{
    public static class Mapping
    {
        public static void Map() { Mapper.Entity<Note>().RegisterDefinition("Notes"); }
    }
}
