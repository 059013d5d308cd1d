public static class Mapping
{
    public static void Map(Mapper mapper)
    {
        mapper.Entity<Movie>("Movies").RegisterModel();
    }
}
