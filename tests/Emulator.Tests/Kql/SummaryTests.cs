namespace RdpMedic.Emulator.Tests.Kql;

/// <summary>summarize and its aggregates. (summarize operator, Aggregation functions)</summary>
public sealed class SummaryTests
{
    private const string Fruit = "datatable(Fruit:string, Color:string, Version:int)['Apple','Red',1, 'Apple','Green',int(null), 'Banana','Yellow',int(null), 'Banana','Green',int(null), 'Pear','Brown',1, 'Pear','Green',2] | ";

    [Fact]
    public void The_row_with_the_greatest_value_is_picked_also_when_all_are_null()
    {
        Ask.For($"{Fruit}summarize arg_max(Version, *) by Fruit").ShouldBe("Apple|1|Red\nBanana|null|Yellow\nPear|2|Green");
        Ask.Columns($"{Fruit}summarize Most = arg_max(Version, *) by F = Fruit").ShouldBe("F:string Most:int Color:string");
        Ask.For($"{Fruit}summarize arg_min(Version, Color) by Fruit | where Fruit == \"Pear\"").ShouldBe("Pear|1|Brown");
        Ask.For($"{Fruit}summarize take_any(Color) by Fruit").ShouldBe("Apple|Red\nBanana|Yellow\nPear|Brown");
    }

    [Fact]
    public void Over_no_rows_there_is_one_row_without_groups_and_none_with_them()
    {
        const string none = "datatable(x:long, s:string)[] | summarize ";
        Ask.For($"{none}count(), countif(x > 0), dcount(x), dcountif(x, x > 0), sum(x), avg(x), max(x), take_any(x), take_any(s), arg_max(x, *), percentile(x, 55), make_set(x), make_list(x)").ShouldBe("0|0|0|0|0|NaN|null|null||null||null|[]|[]");
        Ask.For($"{none}count() by x").ShouldBeEmpty();
    }

    [Fact]
    public void Nulls_are_passed_over_by_all_but_count()
    {
        const string rows = "datatable(y:real)[real(null), 5, 5, 5] | summarize ";
        Ask.For($"{rows}sum(y), avg(y), count(), dcount(y), min(y), make_list(y)").ShouldBe("15.0|5.0|4|1|5.0|[5.0,5.0,5.0]");
        Ask.For("datatable(y:real)[real(null), 5] | summarize make_set(y), make_set(y)").ShouldBe("[5.0]|[5.0]");
        Ask.Columns("datatable(y:real)[] | summarize make_set(y), make_set(y)").ShouldBe("set_y:dynamic set_y1:dynamic");
    }

    [Fact]
    public void Distinct_values_are_counted_and_gathered()
    {
        Ask.For("datatable(Val:int, Arr1:dynamic)[1, dynamic(['A1','A2','A3']), 5, dynamic(['A2','C1']), 7, dynamic(['C2','A3']), 5, dynamic(['C2','A1'])] | summarize Val_set = make_set(Val), Arr1_set = make_set(Arr1)").ShouldBe("[1,5,7]|[\"A1\",\"A2\",\"A3\",\"C1\",\"C2\"]");
        Ask.For("datatable(a:string)['x','X','x'] | summarize dcount(a), countif(a == \"x\"), dcountif(a, a != \"x\"), make_set(a, 1)").ShouldBe("2|2|1|[\"x\"]");
    }

    [Fact]
    public void A_percentile_is_the_nearest_rank()
    {
        const string rows = "datatable(a:int)[15, 20, 35, 40, 50] | summarize ";
        Ask.For($"{rows}percentile(a, 5), percentile(a, 30), percentile(a, 40), percentile(a, 50), percentile(a, 100), percentile(a, 0)").ShouldBe("15|20|20|35|50|15");
        Ask.Columns($"{rows}percentile(a, 95)").ShouldBe("percentile_a_95:long");
    }

    [Fact]
    public void Groups_are_named_after_what_they_are_made_of()
    {
        Ask.Columns("print T = now(), a = 1, s = \"x\" | summarize count() by bin(T, 1h), tostring(a), tolower(s), N = a").ShouldBe("T:datetime a:string Column1:string N:long count_:long");
        Ask.For("datatable(T:datetime)[datetime(2026-03-01 10:05), datetime(2026-03-01 10:55), datetime(2026-03-01 11:00)] | summarize n = count() by bin(T, 1h)").ShouldBe("2026-03-01T10:00:00.0000000Z|2\n2026-03-01T11:00:00.0000000Z|1");
        Ask.For("datatable(a:string)['x','y','x'] | summarize by a").ShouldBe("x\ny");
        Ask.For("datatable(a:timespan)[1h, 2h] | summarize sum(a), avg(a), max(a)").ShouldBe("03:00:00|01:30:00|02:00:00");
    }
}
