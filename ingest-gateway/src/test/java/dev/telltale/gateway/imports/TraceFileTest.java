// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceFileTest {
  private static final int MAX_BYTES = 40;
  private static final String LONG = "{\"long\":\"" + "x".repeat(MAX_BYTES) + "\"}";

  @Test
  void aLineThatIsTooLongIsPassedOver() throws IOException {
    assertThat(read("{\"a\":1}\n" + LONG + "\n{\"b\":2}"))
        .containsExactly("1 {\"a\":1}", "2 longer than 40 bytes", "3 {\"b\":2}");
  }

  @Test
  void anElementThatIsTooLongIsPassedOver() throws IOException {
    assertThat(read("[{\"a\":1},\n" + LONG + ",\n{\"b\":2}]"))
        .containsExactly("1 {\"a\":1}", "2 longer than 40 bytes", "3 {\"b\":2}");
    assertThat(read("[{\"a\":1}," + LONG + ",{\"b\":2}]"))
        .containsExactly("1 {\"a\":1}", "1 longer than 40 bytes", "1 {\"b\":2}");
  }

  @Test
  void aFirstLineThatIsTooLongDoesNotHideTheOthers() throws IOException {
    assertThat(read(LONG + "\n{\"b\":2}\n{\"c\":3}"))
        .containsExactly("1 longer than 40 bytes", "2 {\"b\":2}", "3 {\"c\":3}");
    assertThat(read("x".repeat(100) + "\n{\"b\":2}"))
        .containsExactly("1 longer than 40 bytes", "2 {\"b\":2}");
  }

  @Test
  void aListLongerThanALineIsReadElementByElement() throws IOException {
    String list = "[" + "{\"a\":1},".repeat(50) + "{\"a\":2}]";

    assertThat(read(list)).hasSize(51).endsWith("1 {\"a\":2}");
    assertThat(read("{\"data\":" + list + "}")).hasSize(51);
  }

  @Test
  void numbersKeepAllTheirDigits() throws IOException {
    assertThat(read("[{\"t\":1700000000.123456789},\n{\"t\":1700000000123456789}]"))
        .containsExactly("1 {\"t\":1700000000.123456789}", "2 {\"t\":1700000000123456789}");
  }

  @Test
  void everyLineOfAnyFileIsToldOnce() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        lines.add(line(random, i));
      }
      lines.set(0, "{\"first\":0}");
      List<String> read = read(String.join(random.nextBoolean() ? "\n" : "\r\n", lines));

      long told = lines.stream().filter(line -> !line.isBlank()).count();
      assertThat(read).hasSize((int) told);
    }
  }

  @Test
  void anyBytesAreReadToTheirEnd() throws IOException {
    Random random = new Random(12);
    byte[] seed =
        ("{\"a\":[1,{\"b\":\"ž\"}]}\n[1,{\"data\":[2]}]\n{\"data\":[{}," + "\n{}]}\n")
            .getBytes(UTF_8);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = seed.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(read(bytes).size()).isLessThan(100);
    }
  }

  private static String line(Random random, int number) {
    return switch (random.nextInt(5)) {
      case 0 -> "";
      case 1 -> "{\"half\":[" + number;
      case 2 -> LONG;
      case 3 -> "no json";
      default -> "{\"n\":" + number + "}";
    };
  }

  private static List<String> read(String file) throws IOException {
    return read(file.getBytes(UTF_8));
  }

  private static List<String> read(byte[] bytes) throws IOException {
    TraceFile file = new TraceFile(new ByteArrayInputStream(bytes), MAX_BYTES, 1_000_000);
    List<String> told = new ArrayList<>();
    for (Entry entry = file.next(); entry != null; entry = file.next()) {
      told.add(
          entry.line()
              + " "
              + (entry instanceof Entry.Value value
                  ? new String(value.json(), UTF_8)
                  : ((Entry.Bad) entry).reason()));
    }
    assertThat(file.next()).isNull();
    return told;
  }
}
