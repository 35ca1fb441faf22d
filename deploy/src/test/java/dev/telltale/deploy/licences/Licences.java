// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.licences;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Under which licence a part is passed on, by what its POM says. */
final class Licences {
  /** They ask for their text and their copyright line, and nothing else. */
  private static final Set<String> SIMPLE =
      Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause");

  /** What needed somebody to read and choose: what the POM says, and what was decided. */
  private record Decision(String said, String decided) {}

  private static final Map<String, Decision> DECISIONS = new TreeMap<>();

  static {
    String mail = "EPL-2.0 | GPL-2.0-with-classpath-exception | BSD-3-Clause";
    String logback = "EPL-1.0 | GNU Lesser General Public License";
    decide(
        "org.rocksdb:rocksdbjni",
        "Apache-2.0 | GNU General Public License, version 2",
        "Apache-2.0");
    decide("net.java.dev.jna:jna", "LGPL-2.1-or-later | Apache-2.0", "Apache-2.0");
    decide("org.eclipse.angus:angus-mail", mail, "BSD-3-Clause");
    decide("jakarta.mail:jakarta.mail-api", mail, "BSD-3-Clause");
    decide("org.hdrhistogram:HdrHistogram", "CC0-1.0 | BSD-2-Clause", "BSD-2-Clause");
    // "The BSD License" says its POM; the text in its sources is the one of three clauses.
    decide("de.bwaldvogel:liblinear", "BSD-4-Clause", "BSD-3-Clause");
    // Go's licence is the one of three clauses.
    decide("com.google.re2j:re2j", "Go License", "BSD-3-Clause");
    // Weak copyleft: to be used as they are, with their sources named. There is no other choice.
    decide("ch.qos.logback:logback-classic", logback, "EPL-1.0");
    decide("ch.qos.logback:logback-core", logback, "EPL-1.0");
    decide(
        "jakarta.annotation:jakarta.annotation-api",
        "EPL-2.0 | GPL-2.0-with-classpath-exception",
        "EPL-2.0");
  }

  private Licences() {}

  private static void decide(String part, String said, String decided) {
    DECISIONS.put(part, new Decision(said, decided));
  }

  /**
   * The licence of a part.
   *
   * @param said what its POM says, alternatives joined by a bar
   * @throws IllegalArgumentException when somebody has to read it first
   */
  static String of(String part, String said) {
    Decision decision = DECISIONS.get(part);
    if (decision != null && decision.said.equals(said)) {
      return decision.decided;
    }
    if (decision == null && SIMPLE.contains(said)) {
      return said;
    }
    throw new IllegalArgumentException(
        part + " is under '" + said + "': read it, decide, and write it down here and in NOTICE");
  }

  /** The parts about which somebody decided. */
  static Set<String> decided() {
    return Set.copyOf(DECISIONS.keySet());
  }
}
