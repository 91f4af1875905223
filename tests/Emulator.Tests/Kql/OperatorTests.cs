using RdpMedic.Emulator.Kql;

namespace RdpMedic.Emulator.Tests.Kql;

/// <summary>Tabular operators with the examples of their pages.</summary>
public sealed class OperatorTests
{
    private const string X = "let X = datatable(Key:string, Value1:long)['a',1, 'b',2, 'b',3, 'c',4];\n";

    private const string Y = "let Y = datatable(Key:string, Value2:long)['b',10, 'c',20, 'c',30, 'd',40];\n";

    [Theory]
    [InlineData("inner", "b|2|b|10\nb|3|b|10\nc|4|c|20\nc|4|c|30")]
    [InlineData("leftouter", "a|1||null\nb|2|b|10\nb|3|b|10\nc|4|c|20\nc|4|c|30")]
    [InlineData("leftanti", "a|1")]
    [InlineData("leftsemi", "b|2\nb|3\nc|4")]
    public void A_join_matches_rows_by_its_kind(string kind, string rows) => Ask.For($"{X}{Y}X | join kind={kind} Y on Key").ShouldBe(rows);

    [Fact]
    public void A_column_that_both_sides_have_gets_a_number_on_the_right()
    {
        Ask.Columns($"{X}{Y}X | join kind=inner (Y | project Key, Value1 = Value2) on Key").ShouldBe("Key:string Value1:long Key1:string Value11:long");
        Ask.For($"{X}X | join kind=inner (print Other = \"c\") on $left.Key == $right.Other | project Value1").ShouldBe("4");
        Ask.For("datatable(k:int)[int(null)] | join kind=inner (datatable(k:int)[int(null)]) on k").ShouldBeEmpty();
        Ask.For("print k = \"A\" | join kind=inner (print k = \"a\") on k").ShouldBeEmpty();
    }

    [Fact]
    public void A_union_has_the_columns_of_all_and_splits_one_of_two_types()
    {
        Ask.Columns("union (print a = 1), (print a = \"x\", b = 2)").ShouldBe("a_long:long a_string:string b:long");
        Ask.For("union (print a = 1, b = 2), (print b = 3, c = 4)").ShouldBe("1|2|null\nnull|3|4");
        Ask.For("print a = 1 | union (print a = 2) | count").ShouldBe("2");
    }

    [Fact]
    public void A_fuzzy_union_goes_on_without_the_tables_that_are_not_there()
    {
        var store = new LogStore();
        store.Append("Event", Ask.Now, Ask.Now, new Dictionary<string, object?>(StringComparer.Ordinal) { ["Source"] = "x" });
        var engine = new KqlEngine(store);
        const string query = "union isfuzzy=true (Event | project Source), (Perf | where CounterValue > 1 | project Source = CounterName), (Event | join kind=inner (Nowhere | take (1)) on Source | project Source) | project Source";
        Ask.Text(engine.Run(query, Ask.Now)).ShouldBe("x");
        Should.Throw<KqlException>(() => engine.Run("union isfuzzy=true (Perf), (Nowhere)", Ask.Now)).Message.ShouldContain("Failed to resolve table");
        Should.Throw<KqlException>(() => engine.Run("union (Event), (Perf)", Ask.Now)).Message.ShouldContain("'Perf'");
        // With its first row the table is there, for the same query.
        store.Append("Perf", Ask.Now, Ask.Now, new Dictionary<string, object?>(StringComparer.Ordinal) { ["CounterName"] = "y", ["CounterValue"] = 2.0 });
        Ask.Text(engine.Run(query, Ask.Now)).ShouldBe("x\ny");
        store.Forget("Event");
        Ask.Text(engine.Run(query, Ask.Now)).ShouldBe("y");
    }

    [Fact]
    public void Expressions_of_one_operator_see_the_columns_before_it()
    {
        Ask.For("print a = 1, b = 2 | extend a = b, b = a").ShouldBe("2|1");
        Ask.Columns("print a = 1 | extend b = a, a = \"x\"").ShouldBe("a:string b:long");
        Should.Throw<KqlException>(() => Ask.For("print a = 1 | extend c = 2, d = c")).Message.ShouldContain("'c'");
        Should.Throw<KqlException>(() => Ask.For("print a = 1 | project a, a")).Message.ShouldContain("already declared");
    }

    [Fact]
    public void Columns_are_picked_left_out_and_renamed()
    {
        Ask.Columns("print Source = 1, EventID = 2, EventLog = \"x\", Z = 1h | project-away Event*, Z").ShouldBe("Source:long");
        Ask.Columns("print a = 1, b = 2 | project-rename c = a").ShouldBe("c:long b:long");
        Ask.For("datatable(a:int, b:string)[1,'x', 1,'x', 1,'y'] | distinct a, b").ShouldBe("1|x\n1|y");
        Ask.For("datatable(a:int, b:string)[1,'x', 1,'x'] | distinct *").ShouldBe("1|x");
        Ask.Columns("print ['last'] = 1 | project ['last'], x = ['last']").ShouldBe("last:long x:long");
    }

    [Fact]
    public void Rows_are_put_in_order_with_nulls_first_when_ascending_and_last_when_descending()
    {
        const string rows = "datatable(a:int, b:string)[2,'x', int(null),'y', 1,'z', 2,'a'] | ";
        Ask.For($"{rows}order by a asc, b asc").ShouldBe("null|y\n1|z\n2|a\n2|x");
        Ask.For($"{rows}sort by a").ShouldBe("2|x\n2|a\n1|z\nnull|y");
        Ask.For($"{rows}order by a asc nulls last, b desc").ShouldBe("1|z\n2|x\n2|a\nnull|y");
        Ask.For($"{rows}top 1 by a").ShouldBe("2|x");
        Ask.For($"{rows}top 2 by b asc | project b").ShouldBe("a\nx");
        Ask.For($"{rows}take 1").ShouldBe("2|x");
        Ask.For($"{rows}where isnull(a) | count").ShouldBe("1");
    }

    [Theory]
    [InlineData("datatable(a:int, b:dynamic)[1, dynamic([10, 20]), 2, dynamic(['a', 'b'])] | mv-expand b", "1|10\n1|20\n2|a\n2|b")]
    [InlineData("print a = 1, b = dynamic({\"prop1\":\"a1\",\"prop2\":\"b1\"}) | mv-expand b", "1|{\"prop1\":\"a1\"}\n1|{\"prop2\":\"b1\"}")]
    [InlineData("print b = dynamic({\"prop1\":\"a1\"}) | mv-expand kind=array b | extend key = b[0], val = b[1]", "[\"prop1\",\"a1\"]|prop1|a1")]
    [InlineData("print b = dynamic({\"prop1\":\"a\",\"prop2\":\"b\"}), c = dynamic([5, 4, 3]) | mv-expand b, c", "{\"prop1\":\"a\"}|5\n{\"prop2\":\"b\"}|4\nnull|3")]
    [InlineData("print b = dynamic([1, 2]) | mv-expand b | mv-expand c = dynamic([5, 6])", "1|5\n1|6\n2|5\n2|6")]
    [InlineData("print a = 1, b = dynamic(null) | mv-expand b", "1|null")]
    [InlineData("print a = 1, b = dynamic([]) | mv-expand b", "")]
    [InlineData("print b = dynamic([1, \"x\", 3]) | mv-expand b to typeof(long)", "1\nnull\n3")]
    [InlineData("print b = dynamic([1, 2, 3]) | mv-expand b limit 2", "1\n2")]
    public void An_array_becomes_rows(string query, string rows) => Ask.For(query).ShouldBe(rows);

    [Fact]
    public void An_expanded_column_is_dynamic_unless_it_is_given_a_type() =>
        Ask.Columns("print a = \"x\", b = dynamic([1]), c = dynamic([6]) | mv-expand b, c to typeof(int)").ShouldBe("a:string b:dynamic c:int");

    [Fact]
    public void A_let_is_a_scalar_or_a_table()
    {
        Ask.For("let a = 1; let b = a + 1; let T = datatable(x:long)[1, 2, 3]; T | where x >= b | count").ShouldBe("2");
        Ask.For("let T = print x = 1; T | join kind=inner T on x").ShouldBe("1|1");
    }

    [Fact]
    public void A_column_that_may_be_missing_has_an_otherwise()
    {
        Ask.For("print State = \"x\" | project column_ifexists(\"Capital\", State)").ShouldBe("x");
        Ask.For("print State = \"x\" | project column_ifexists(\"State\", \"\")").ShouldBe("x");
    }

    [Theory]
    [InlineData("print a = 1 | mv-apply b on (take 1)", "'mv-apply'")]
    [InlineData("print a = 1 | make-series count() on a", "'make-series'")]
    [InlineData("print a = 1 | parse a with *", "'parse'")]
    [InlineData("print a = \"x\" | where a matches regex \"x\"", "'matches'")]
    [InlineData("print a = \"x\" | where a hasprefix \"x\"", "'hasprefix'")]
    [InlineData("print a = \"x\" | where a !hassuffix \"x\"", "'!hassuffix'")]
    [InlineData("print a = 1 | join (print a = 1) on a", "innerunique")]
    [InlineData("print a = 1 | join kind=fullouter (print a = 1) on a", "kind=fullouter")]
    [InlineData("print a = 1 | summarize stdev(a)", "'stdev'")]
    [InlineData("print a = 5 % 2", "'%'")]
    [InlineData("union withsource=T (print a = 1), (print a = 2)", "'withsource='")]
    [InlineData("let f = (x:long) { x }; print a = 1", "functions in let")]
    [InlineData("print a = guid(x)", "'guid'")]
    [InlineData("print a = dynamic([1]) | summarize count() by a", "explicit cast")]
    [InlineData("print a = dynamic([1]) | distinct a", "explicit cast")]
    [InlineData("print a = dynamic([1]) | order by a", "explicit cast")]
    [InlineData("print a = 1 | project a.b", "no property 'b'")]
    [InlineData("print a = iff(true, 1, \"x\")", "long or string")]
    [InlineData("print a = tolower(1)", "needs a string")]
    [InlineData("print a = now() > \"2020-01-01\"", "cannot compare")]
    [InlineData("print a = now() - 1", "not defined")]
    [InlineData("print a = substring(\"x\")", "takes 2 to 3 arguments")]
    [InlineData("print a = extract(\"(a)\\\\1\", 1, \"aa\")", "one pass")]
    [InlineData("print a = 1 | where a", "must be a bool")]
    [InlineData("print a = 1 | mv-expand a", "needs a dynamic")]
    [InlineData("print a = \"x\" | mv-expand with_itemindex=i a", "'with_itemindex='")]
    public void What_the_emulator_or_the_service_would_not_do_is_refused_by_name(string query, string said) => Should.Throw<KqlException>(() => Ask.For(query)).Message.ShouldContain(said);
}
