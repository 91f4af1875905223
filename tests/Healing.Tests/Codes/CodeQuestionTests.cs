using RdpMedic.Healing.Codes;

namespace RdpMedic.Healing.Tests.Codes;

/// <summary>How people write codes, and what they are told.</summary>
public sealed class CodeQuestionTests
{
    [Theory]
    [InlineData("0x204")]
    [InlineData("0X204")]
    [InlineData("516")]
    [InlineData(" 516 ")]
    [InlineData("\"0x204\"")]
    [InlineData("discReason 516")]
    [InlineData("error code 0x204")]
    [InlineData("0x204 (516)")]
    [InlineData("disconnectReasonSocketConnectFailed")]
    public void A_number_is_read_in_hexadecimal_and_decimal_and_by_its_name(string asked) => Only(asked).Symbol.ShouldBe("disconnectReasonSocketConnectFailed");

    [Theory]
    [InlineData("0x80090324")]
    [InlineData("-2146893020")]
    [InlineData("2148074276")]
    [InlineData("0xFFFFFFFF80090324")]
    [InlineData("SEC_E_TIME_SKEW")]
    [InlineData("sec_e_time_skew")]
    public void A_status_is_read_signed_unsigned_and_with_a_sign_that_fills_64_bits(string asked) => Only(asked).Symbol.ShouldBe("SEC_E_TIME_SKEW");

    [Theory]
    [InlineData("0x904/0x7")]
    [InlineData("0x904 / 0x7")]
    [InlineData("(0x904, 0x7)")]
    [InlineData("0x904 0x7")]
    [InlineData("2308/7")]
    [InlineData("Error code: 0x904 Extended error code: 0x7")]
    public void A_pair_is_read_as_disconnect_reason_and_extended_reason_in_this_order(string asked)
    {
        var explanation = CodeExplanation.Of(asked);

        explanation.IsPair.ShouldBeTrue();
        explanation.Readings.Select(reading => reading.Kind).ShouldBe([CodeKind.ClientPair, CodeKind.ClientDisconnect, CodeKind.ClientExtended]);
        explanation.Readings.Select(reading => reading.Symbol).ShouldBe(["0x904 with 0x7", "disconnectReasonAtClientWinsockFDCLOSE", "exDiscReasonServerDeniedConnection"]);
    }

    [Fact]
    public void The_pair_that_everybody_searches_for_has_no_explanation_and_four_candidates()
    {
        var pair = CodeExplanation.Of("0x904/0x7").Readings[0];

        pair.Candidates.Select(candidate => candidate.Failure.Value).ShouldBe(["termservice-down", "cert-key-access", "rdp-flood", "session-capacity"]);
        pair.Known.ShouldBe(Knowledge.GeneralKnowledge);
        pair.Meaning.ShouldContain("explains the pair no further");
        pair.Candidates.ShouldAllBe(candidate => candidate.ToldApartBy.Length > 10);
    }

    [Fact]
    public void A_pair_that_nobody_explains_is_read_half_by_half() =>
        CodeExplanation.Of("0x204/0x4505").Readings.Select(reading => (reading.Kind, reading.Symbol)).ShouldBe([(CodeKind.ClientDisconnect, "disconnectReasonSocketConnectFailed"), (CodeKind.ClientExtended, "unassigned"), (CodeKind.ArticleClaim, "TermService error 0x4505, 0x4508, 0x450D, 0x450F, 0x451A")]);

    [Theory]
    [InlineData("event 1057", "Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1057)]
    [InlineData("event id 1057", "Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1057)]
    [InlineData("Schannel 36870", "Schannel", 36870)]
    [InlineData("event 36870 of Schannel", "Schannel", 36870)]
    [InlineData("scm 7031", "Service Control Manager", 7031)]
    [InlineData("Kernel-Power 41", "Microsoft-Windows-Kernel-Power", 41)]
    [InlineData("TermDD 50", "TermDD", 50)]
    public void An_event_is_read_by_its_number_and_narrowed_by_its_provider(string asked, string provider, long id)
    {
        var reading = Only(asked);

        reading.Provider.ShouldBe(provider);
        reading.Numbers.ShouldHaveSingleItem().Decimal.ShouldBe(id);
    }

    [Theory]
    [InlineData("4625 0xC000015B")]
    [InlineData("4625 C000015B")]
    [InlineData("4625/0xc000015b")]
    [InlineData("event 4625 SubStatus 0xC000015B")]
    [InlineData("C000015B")]
    public void A_failed_logon_is_read_by_its_sub_status(string asked)
    {
        var reading = Only(asked);

        reading.Kind.ShouldBe(CodeKind.LogonStatus);
        reading.Candidates.ShouldHaveSingleItem().Failure.Value.ShouldBe("logon-right");
    }

    [Theory]
    [InlineData("3277 INVALID_FORM", "INVALID_FORM")]
    [InlineData("WVD-Agent 3277 INVALID_REGISTRATION_TOKEN", "INVALID_REGISTRATION_TOKEN")]
    [InlineData("DownloadMsiException", "DownloadMsiException")]
    public void An_event_of_the_avd_agent_is_told_apart_by_the_text_inside_it(string asked, string symbol) => Only(asked).Symbol.ShouldBe(symbol);

    [Theory]
    [InlineData("An internal error has occurred")]
    [InlineData("an internal error has occurred.")]
    [InlineData("mstsc says: “An internal error has occurred.” What now?")]
    public void A_sentence_of_the_client_is_recognised_in_what_was_pasted(string asked) => Only(asked).Symbol.ShouldBe("An internal error has occurred");

    [Fact]
    public void An_apostrophe_of_either_shape_is_the_same() => Only("This computer can’t connect to the remote computer").Kind.ShouldBe(CodeKind.ClientText);

    [Fact]
    public void A_symbol_of_avd_is_what_counts_and_not_the_number_beside_it() => Only("ConnectionFailedNoHealthyRdshAvailable (-2146233088)").Symbol.ShouldBe("ConnectionFailedNoHealthyRdshAvailable");

    [Theory]
    [InlineData("7", new[] { CodeKind.ClientExtended, CodeKind.AvdHealthCheck, CodeKind.WindowsEvent })]
    [InlineData("3", new[] { CodeKind.ClientDisconnect, CodeKind.ClientExtended, CodeKind.NegotiationFailure, CodeKind.AvdError, CodeKind.AvdError, CodeKind.AvdHealthCheck, CodeKind.WindowsEvent })]
    [InlineData("1058", new[] { CodeKind.WindowsEvent, CodeKind.ServiceStart })]
    [InlineData("1001", new[] { CodeKind.WindowsEvent, CodeKind.WindowsEvent, CodeKind.ArticleClaim })]
    [InlineData("41", new[] { CodeKind.WindowsEvent, CodeKind.WindowsEvent })]
    [InlineData("4615", new[] { CodeKind.ClientDisconnect, CodeKind.ClientExtended })]
    public void An_ambiguous_number_is_given_every_reading_each_with_its_place(string asked, CodeKind[] kinds)
    {
        var readings = CodeExplanation.Of(asked).Readings;

        readings.Select(reading => reading.Kind).ShouldBe(kinds);
        readings.ShouldAllBe(reading => reading.Place.Length > 0);
    }

    [Theory]
    [InlineData("extended 7", CodeKind.ClientExtended)]
    [InlineData("ext 7", CodeKind.ClientExtended)]
    [InlineData("Extended error code: 0x7", CodeKind.ClientExtended)]
    [InlineData("check 7", CodeKind.AvdHealthCheck)]
    [InlineData("event 7", CodeKind.WindowsEvent)]
    [InlineData("negotiation 5", CodeKind.NegotiationFailure)]
    [InlineData("start 1058", CodeKind.ServiceStart)]
    public void A_place_in_front_of_a_number_leaves_one_reading(string asked, CodeKind kind) => Only(asked).Kind.ShouldBe(kind);

    [Fact]
    public void A_denied_logon_is_no_expired_certificate()
    {
        var readings = CodeExplanation.Of("0x8009030C").Readings;

        readings[0].Symbol.ShouldBe("SEC_E_LOGON_DENIED");
        readings[0].Candidates.Select(candidate => candidate.Failure.Value).ShouldBe(["account-state", "rdp-flood"]);
        readings[0].Never.ShouldNotBeNull().ShouldContain("0x80090328");
        readings[1].Verdict.ShouldBe(Verdict.Wrong);
        readings[1].Weight.ShouldBeFalse();
    }

    [Theory]
    [InlineData("0x7000E")]
    [InlineData("458766")]
    [InlineData("28982")]
    public void The_arithmetic_of_an_article_is_put_right(string asked)
    {
        var claim = CodeExplanation.Of(asked).Readings[^1];

        claim.Verdict.ShouldBe(Verdict.Wrong);
        claim.Meaning.ShouldContain($"0x7000E is {0x7000E}");
        claim.Meaning.ShouldContain("28982 is 0x7136");
        claim.Candidates.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0x4505")]
    [InlineData("0x4508")]
    [InlineData("0x450D")]
    [InlineData("0x450F")]
    [InlineData("0x451A")]
    [InlineData("0x2404")]
    public void A_number_that_only_an_article_knows_stays_a_protocol_error(string asked)
    {
        var readings = CodeExplanation.Of(asked).Readings;

        readings.Select(reading => reading.Symbol == "unassigned" ? "unassigned" : reading.Verdict.ToString()).ShouldBe(["unassigned", "Unverifiable"]);
        readings.ShouldAllBe(reading => reading.Candidates.Count == 0);
    }

    [Theory]
    [InlineData("event 1001 of TermService", Verdict.Wrong)]
    [InlineData("makecert", Verdict.Wrong)]
    [InlineData("MaxWaitTimeSpecialCase", Verdict.Unverifiable)]
    [InlineData("GPUVirt", Verdict.Unverifiable)]
    [InlineData("mstsc /d:1", Verdict.Unverifiable)]
    public void What_the_articles_invented_is_found_by_its_name_with_the_verdict(string asked, Verdict verdict) => Only(asked).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData("0x8888")]
    [InlineData("99999")]
    [InlineData("event 99999")]
    [InlineData("SEC_E_MADE_UP")]
    [InlineData("foo")]
    [InlineData("the wizard of oz")]
    public void An_unknown_code_has_no_reading_and_is_no_problem(string asked)
    {
        var explanation = CodeExplanation.Of(asked);

        explanation.Readings.ShouldBeEmpty();
        explanation.Problem.ShouldBeNull();
        explanation.Understood.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("904", "ask for 0x904")]
    [InlineData("D00000B5", "ask for 0xC00000B5")]
    [InlineData("Schannel 1057", "ask for the number alone")]
    public void A_usual_slip_gets_a_hint_instead_of_a_guess(string asked, string hint)
    {
        var explanation = CodeExplanation.Of(asked);

        explanation.Readings.ShouldBeEmpty();
        explanation.Hint.ShouldNotBeNull().ShouldContain(hint);
    }

    [Theory]
    [InlineData("", "neither a number nor a word")]
    [InlineData("///", "neither a number nor a word")]
    [InlineData("0xZZ", "no hexadecimal number")]
    [InlineData("0x", "no hexadecimal number")]
    [InlineData("0x904/0xZZ", "no hexadecimal number")]
    [InlineData("0x1FFFFFFFF", "no hexadecimal number")]
    [InlineData("4294967296", "32 bits")]
    [InlineData("-2147483649", "32 bits")]
    [InlineData("12ab", "neither a decimal number")]
    [InlineData("0x904/", "pair")]
    [InlineData("1 2 3", "pair")]
    [InlineData("event", "wants a number")]
    [InlineData("event abc", "wants a number")]
    public void What_cannot_be_understood_is_a_problem_in_a_sentence(string asked, string said)
    {
        var explanation = CodeExplanation.Of(asked);

        explanation.Problem.ShouldNotBeNull().ShouldContain(said);
        explanation.Readings.ShouldBeEmpty();
        explanation.Understood.ShouldBeNull();
    }

    [Fact]
    public void A_text_of_any_length_and_shape_is_answered_without_an_error()
    {
        CodeExplanation.Of(new string('x', 5000)).Problem.ShouldNotBeNull();
        var dice = new Random(7);
        const string Letters = "0x9aF /,()-:event Schannel'é%\u0000\n";
        for (var i = 0; i < 2000; i++) CodeExplanation.Of(string.Concat(Enumerable.Range(0, dice.Next(24)).Select(_ => Letters[dice.Next(Letters.Length)]))).Asked.ShouldNotBeNull();
    }

    private static CodeReading Only(string asked) => CodeExplanation.Of(asked).Readings.ShouldHaveSingleItem();
}
