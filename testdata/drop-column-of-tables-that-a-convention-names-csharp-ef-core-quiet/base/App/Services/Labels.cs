using App.Models;

namespace App.Services;

public class Labels
{
    private readonly AppContext _db;

    public List<string> Of() => _db.Contacts.Select(contact => contact.FamilyName).ToList();

    public string Prefix(Contracts.Owner owner) => owner.EquipmentPrefix;
}
