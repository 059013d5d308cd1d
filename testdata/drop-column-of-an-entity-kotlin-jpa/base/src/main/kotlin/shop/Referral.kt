package shop

import jakarta.persistence.Column
import jakarta.persistence.Entity
import jakarta.persistence.Id
import jakarta.persistence.JoinColumn
import jakarta.persistence.ManyToOne
import jakarta.persistence.OneToMany

@Entity
data class Referral(
    @Id val id: Long,
    var furtherInformation: String? = null,
    @Column(name = "state") var status: String,
    @ManyToOne @JoinColumn(name = "owner_ref") val owner: Owner?,
    @OneToMany(mappedBy = "referral") val notes: List<Note> = emptyList(),
) {
    val summary: String
        get() = "$id"
}
