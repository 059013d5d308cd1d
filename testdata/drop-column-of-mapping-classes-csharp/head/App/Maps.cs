namespace App;

public class PostMap : ClassMap<Post>
{
    public PostMap()
    {
        Table("posts");
        Id(p => p.Id);
        Map(p => p.Stars).Column("rating").Not.Nullable();
    }
}

public class StoryMap : DommelEntityMap<Story>
{
    public StoryMap()
    {
        ToTable("stories");
        Map(s => s.Stars).ToColumn("rating");
    }
}
