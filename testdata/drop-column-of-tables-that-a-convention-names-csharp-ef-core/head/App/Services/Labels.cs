using App.Models;

namespace App.Services;

public class Labels
{
    private readonly AppContext _db;

    public List<string> Of() => _db.Contacts.Select(contact => contact.OrganizationName).ToList();

    public string Prefix(Owner owner) => owner.EquipmentPrefix;
}
