// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** One word is a role, and with a verb behind it the verbs on alerts. */
class AlertsRoleTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

  private final StringWriter err = new StringWriter();
  private final CommandLine telltale =
      Telltale.commandLine(Map.of("TELLTALE_API_URL", NOWHERE)).setErr(new PrintWriter(err));

  @Test
  void alertsWithAVerbIsAlert() {
    assertThat(telltale.execute(Telltale.meant(telltale, "alerts", "list"))).isEqualTo(1);

    assertThat(err.toString()).startsWith("telltale: cannot reach the API at " + NOWHERE);
  }

  @Test
  void alertsAloneIsTheRole() {
    assertThat(Telltale.meant(telltale, "alerts")).containsExactly("alerts");
    assertThat(Telltale.meant(telltale, "alerts", "--help")).containsExactly("alerts", "--help");
    assertThat(Telltale.meant(telltale, "signals", "list")).containsExactly("signals", "list");
  }

  @Test
  void theHostedCommandLinesPlaceForThemIsThereToo() {
    assertThat(telltale.execute("signals", "alerts", "list")).isEqualTo(1);

    assertThat(err.toString()).startsWith("telltale: cannot reach the API");
  }
}
