namespace RdpMedic.Healing.Signals;

/// <summary>Judges the rows of one sweep: whose they are, whether that host is enrolled, and whether they say anything that was not told. Every row is counted once.</summary>
internal sealed class Judgement(HostIndex index, Told told, long sweep)
{
    public Findings Findings { get; } = new(index.Hosts);

    public int Rows { get; private set; }

    public int Known { get; private set; }

    public int Unknown { get; private set; }

    public int Ambiguous { get; private set; }

    public int NotEnrolled { get; private set; }

    /// <summary>Judges every row of one detector's answer.</summary>
    public void Add(Detector detector, IEnumerable<SignalRow> rows)
    {
        var known = told.By(detector.Name);
        foreach (var row in rows) Add(detector.Name, detector.Weight, row, known);
    }

    public void Add(string detector, SignalWeight weight, SignalRow row) => Add(detector, weight, row, told.By(detector));

    private void Add(string detector, SignalWeight weight, SignalRow row, Dictionary<int, Telling>? known)
    {
        Rows++;
        var place = index.PlaceOf(row.Resource);
        if (place < 0)
        {
            if (index.IsAmbiguous(row.Resource)) Ambiguous++;
            else Unknown++;
            return;
        }

        if (!index.IsEnrolled(place))
        {
            NotEnrolled++;
            return;
        }

        if (known is not null && known.TryGetValue(place, out var telling) && telling.IsOld(row.Newest)) Known++;
        else Findings.Add(place, new Signal(index.Hosts[place].Id, detector, weight, row.Newest, row.Rows, row.Sample, sweep));
    }
}
