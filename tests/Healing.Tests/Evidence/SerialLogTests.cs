using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Tests.Evidence;

public sealed class SerialLogTests
{
    private const string Up = "Computer is booting, SAC started and initialized.\r\nThe CMD command is now available.\r\n";

    [Theory]
    [InlineData("<INSTANCE CLASSNAME=\"BLUESCREEN\">", "stop error")]
    [InlineData("BitLocker recovery", "BitLocker")]
    [InlineData("Windows failed to start. A recent hardware change", "boot manager")]
    [InlineData("BOOTMGR is missing", "boot manager is missing")]
    public void What_stands_after_the_last_good_boot_is_told(string text, string mark) => SerialLog.Marks(Up + text).ShouldHaveSingleItem().ShouldContain(mark);

    [Fact]
    public void A_stop_error_before_a_boot_that_went_well_is_over() => SerialLog.Marks("BLUESCREEN\r\n" + Up).ShouldBeEmpty();

    [Fact]
    public void A_log_without_marks_tells_nothing()
    {
        SerialLog.Marks("").ShouldBeEmpty();
        SerialLog.Marks(Up).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_newest_part_counts() => SerialLog.Marks("BLUESCREEN" + new string('x', SerialLog.Newest)).ShouldBeEmpty();
}
