using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Cases;

public sealed class EnvelopeTests
{
    private static readonly Message Wake = new() { Kind = MessageKinds.Continue, HostId = Some.HostId, CaseId = CaseId.For(Some.HostId, 1), Turn = 2 };

    [Fact]
    public void A_message_reads_back_as_it_was_written() =>
        Envelope.Read(Json.Write(Wake), Some.HostId.Key).Message.ShouldBe(Wake);

    [Theory]
    [InlineData("not json", "not-readable")]
    [InlineData("{}", "not-readable")]
    [InlineData("null", "not-readable")]
    [InlineData("""{"schema":2,"kind":"continue","hostId":"/subscriptions/x"}""", "schema-unknown")]
    [InlineData("""{"kind":"explode","hostId":"/subscriptions/x"}""", "kind-unknown")]
    [InlineData("""{"kind":"continue"}""", "host-missing")]
    [InlineData("""{"kind":"continue","hostId":"/subscriptions/x"}""", "session-foreign")]
    public void What_cannot_be_processed_is_refused_with_its_reason(string body, string reason) =>
        Envelope.Read(body, Some.HostId.Key).Problem!.Value.Reason.ShouldBe(reason);

    [Fact]
    public void A_forged_case_id_is_refused() =>
        Envelope.Read(Json.Write(Wake with { CaseId = new CaseId("0123456789abcdef0123456789abcdef-1") }), Some.HostId.Key).Problem!.Value.Reason.ShouldBe("case-foreign");
}
