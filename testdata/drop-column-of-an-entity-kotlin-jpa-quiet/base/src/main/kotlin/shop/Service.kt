package shop

import org.springframework.data.jpa.repository.JpaRepository

interface ReferralRepository : JpaRepository<Referral, Long> {
    fun findAllByFurtherInformation(text: String): List<Referral>
}

class Service(private val repository: ReferralRepository) {
    fun describe(referral: Referral): String {
        return referral.furtherInformation ?: ""
    }
}
