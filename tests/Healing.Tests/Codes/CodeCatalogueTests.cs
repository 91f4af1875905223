using RdpMedic.Healing.Codes;
using RdpMedic.Healing.Failures;
using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Tests.Codes;

/// <summary>What must hold for every row of the catalogue.</summary>
public sealed class CodeCatalogueTests
{
    /// <summary>Numbers and texts of which the sources say themselves that several causes end in them.</summary>
    public static TheoryData<string> Ambiguous => ["0x904/0x7", "0x904", "0x204", "0x108", "0x408", "extended 7", "An internal error has occurred", "for one of these reasons", "This computer can't connect to the remote computer", "ConnectionFailedNoHealthyRdshAvailable"];

    [Fact]
    public void Every_candidate_is_a_cause_of_the_closed_list_and_stands_once()
    {
        var known = All.Select(named => named.Id).ToHashSet(StringComparer.Ordinal);

        foreach (var code in CodeCatalogue.All)
        {
            code.Candidates.Where(candidate => !known.Contains(candidate.Value)).ShouldBeEmpty(Called(code));
            code.Candidates.ShouldBeUnique(Called(code));
        }
    }

    [Fact]
    public void Every_cause_has_evidence_that_tells_it_from_the_others()
    {
        var said = All.Select(named => TellApart.By(new FailureId(named.Id))).ToList();

        said.ShouldBeUnique(StringComparer.Ordinal);
        said.ShouldAllBe(sentence => sentence.Length > 10);
    }

    [Fact]
    public void Every_cause_but_the_unknown_one_is_a_candidate_of_some_code_or_shows_in_no_code()
    {
        string[] silent = [FailureIds.GuestAgentUnavailable, FailureIds.ServiceIncident, FailureIds.RdpExposed, Unknown];
        var pointed = CodeCatalogue.All.SelectMany(code => code.Candidates).Select(candidate => candidate.Value).ToHashSet(StringComparer.Ordinal);

        All.Select(named => named.Id).Where(id => !pointed.Contains(id)).ShouldBe(silent, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public void An_ambiguous_code_never_names_one_cause(string asked) => CodeExplanation.Of(asked).Readings[0].Candidates.Count.ShouldBeGreaterThanOrEqualTo(2);

    [Fact]
    public void What_is_only_reported_has_no_weight_and_points_to_no_cause()
    {
        var reported = CodeCatalogue.All.Where(code => code.Known == Knowledge.Reported).ToList();

        reported.ShouldNotBeEmpty();
        reported.ShouldAllBe(code => !code.HasWeight && code.Candidates.Count == 0 && code.Never != null);
        CodeCatalogue.All.Where(code => code.Known != Knowledge.Reported).ShouldAllBe(code => code.HasWeight);
    }

    [Fact]
    public void Every_claim_of_the_articles_has_a_verdict_and_nothing_else_has_one()
    {
        var claims = CodeCatalogue.All.Where(code => code.Kind == CodeKind.ArticleClaim).ToList();

        claims.Count.ShouldBeGreaterThan(25);
        claims.ShouldAllBe(claim => claim.Verdict != null && claim.Known == Knowledge.Reported);
        CodeCatalogue.All.Where(code => code.Kind != CodeKind.ArticleClaim).ShouldAllBe(code => code.Verdict == null);
    }

    [Fact]
    public void Generic_results_are_never_keyed_on()
    {
        uint[] generic = [unchecked((uint)-2146233088), unchecked((uint)-2147467259)];

        foreach (var number in generic)
        {
            var code = CodeCatalogue.OfNumber(number).ShouldHaveSingleItem();
            code.Kind.ShouldBe(CodeKind.GenericResult);
            code.Candidates.ShouldBeEmpty();
            code.Never.ShouldNotBeNull().ShouldContain("CodeSymbolic");
        }
    }

    [Theory]
    [InlineData(0x1000u)]
    [InlineData(0x10CCu)]
    [InlineData(0x1137u)]
    [InlineData(0x4505u)]
    [InlineData(0x7FFFu)]
    public void An_extended_number_of_the_protocol_range_that_nobody_assigned_is_a_protocol_error_and_no_cause(uint number)
    {
        var code = CodeCatalogue.OfNumber(number).Single(code => code.Kind == CodeKind.ClientExtended);

        code.Meaning.ShouldStartWith("Protocol error, unassigned");
        code.Candidates.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0xFFFu)]
    [InlineData(0x8000u)]
    [InlineData(458766u)]
    public void Outside_the_range_nothing_is_called_a_protocol_error(uint number) => CodeCatalogue.OfNumber(number).ShouldNotContain(code => code.Kind == CodeKind.ClientExtended);

    [Fact]
    public void Only_numbers_that_an_implementation_assigns_have_a_meaning_in_the_protocol_range()
    {
        var assigned = CodeCatalogue.All.Where(code => code.Kind == CodeKind.ClientExtended).SelectMany(code => code.Numbers).Where(number => number is >= 0x1000 and <= 0x7FFF).ToList();

        assigned.ShouldAllBe(number => (number >= 0x10C9 && number <= 0x1136) || (number >= 0x1191 && number <= 0x1196));
    }

    [Fact]
    public void A_place_gives_a_number_one_meaning_only()
    {
        CodeKind[] shared = [CodeKind.AvdError, CodeKind.AvdAgentEvent, CodeKind.ArticleClaim, CodeKind.ClientPair];
        var twice = CodeCatalogue.All.Where(code => !shared.Contains(code.Kind)).SelectMany(code => code.Numbers.Select(number => (code.Kind, code.Provider, number))).GroupBy(one => one).Where(group => group.Count() > 1);

        twice.Select(group => group.Key).ShouldBeEmpty();
    }

    [Fact]
    public void The_eleven_health_checks_have_the_integers_of_the_log_table()
    {
        var checks = CodeCatalogue.All.Where(code => code.Kind == CodeKind.AvdHealthCheck).OrderBy(code => code.Numbers[0]).ToList();

        checks.Select(check => check.Numbers[0]).ShouldBe(Enumerable.Range(0, 11).Select(number => (uint)number));
        checks.Select(check => check.Symbol).ShouldBe(["DomainJoinedCheck", "DomainTrustCheck", "FSLogixHealthCheck", "SxSStackListenerCheck", "UrlsAccessibleCheck", "MonitoringAgentCheck", "DomainReachable", "WebRTCRedirectorCheck", "SupportedEncryptionCheck", "MetaDataServiceCheck", "AppAttachHealthCheck"]);
    }

    [Fact]
    public void Check_8_reads_the_security_layer_and_not_the_tls_policy() => Of("SupportedEncryptionCheck").Candidates.ShouldBe([new FailureId(FailureIds.SecurityLayerDowngraded)]);

    [Theory]
    [InlineData("FSLogixHealthCheck")]
    [InlineData("UrlsAccessibleCheck")]
    [InlineData("DomainReachable")]
    [InlineData("WebRTCRedirectorCheck")]
    [InlineData("SupportedEncryptionCheck")]
    public void The_absence_of_a_check_that_is_documented_as_disabled_proves_nothing(string check) => Of(check).Never.ShouldNotBeNull().ShouldContain("proves nothing");

    [Fact]
    public void Check_4_cannot_carry_the_diagnosis_that_addresses_are_blocked() => Of("UrlsAccessibleCheck").Never.ShouldNotBeNull().ShouldContain(FailureIds.AvdOutboundBlocked);

    [Theory]
    [InlineData("InvalidCredentials")]
    [InlineData("ConnectionFailedUserNotAuthorized")]
    [InlineData("ConnectionFailedClientDisconnect")]
    [InlineData("ConnectionFailedServerDisconnect")]
    public void Noise_among_the_symbols_of_avd_is_said_to_open_no_case_alone(string symbol) => Of(symbol).Never.ShouldNotBeNull().ShouldContain("opens no case alone");

    [Fact]
    public void Nothing_advises_what_the_product_never_does()
    {
        // Each of these may be named only in order to warn of it.
        string[] forbidden = ["ResetRDPCert", "grace period key", "TLS 1.0", "AllowEncryptionOracle", "deny right", "inbound 3389"];

        foreach (var code in CodeCatalogue.All.Where(code => code.Kind != CodeKind.ArticleClaim && forbidden.Any(word => code.Meaning.Contains(word, StringComparison.Ordinal)))) code.Never.ShouldNotBeNull(Called(code));
    }

    [Fact]
    public void Every_row_is_told_in_a_sentence_with_its_source()
    {
        foreach (var code in CodeCatalogue.All)
        {
            (code.Meaning[^1] is '.' or '?' or ')').ShouldBeTrue(Called(code));
            code.Source.ShouldNotBeNullOrWhiteSpace();
            (code.Symbol ?? code.Provider).ShouldNotBeNull(Called(code));
        }
    }

    private static Code Of(string symbol) => CodeCatalogue.OfSymbol(symbol).ShouldHaveSingleItem();

    private static string Called(Code code) => $"{code.Kind} {code.Provider} {code.Symbol} {string.Join(',', code.Numbers)}";
}
