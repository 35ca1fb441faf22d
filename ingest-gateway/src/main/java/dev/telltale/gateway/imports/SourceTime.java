// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/**
 * Times as files have them: ISO 8601 with up to nine digits of a second, a space for the T or no
 * zone (UTC then), or a number since 1970 whose unit shows in its size.
 */
final class SourceTime {
  private static final String EXPECTED = "ISO 8601, or a number since 1970, from 1970 to 2262";
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(java.util.Locale.ROOT);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}(?:\\.[0-9]{1,20})?");

  /**
   * From here on a number counts milliseconds, microseconds, nanoseconds: the year 5138 in each.
   */
  private static final BigDecimal MILLISECONDS = new BigDecimal("1e11");

  private static final BigDecimal MICROSECONDS = new BigDecimal("1e14");
  private static final BigDecimal NANOSECONDS = new BigDecimal("1e17");
  private static final BigDecimal LATEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private SourceTime() {}

  /**
   * Nanoseconds since 1970.
   *
   * @param name of the field, for the message
   */
  static long unixNano(JsonNode time, String name) throws UnreadableException {
    if (time.isNumber()) {
      return number(time.decimalValue(), name);
    }
    String text = time.asText().strip();
    if (time.isTextual() && NUMBER.matcher(text).matches()) {
      return number(new BigDecimal(text), name);
    }
    if (!time.isTextual() || text.length() > 64) {
      throw UnreadableException.field(
          name, time.isMissingNode() || time.isNull() ? "missing" : "no time", EXPECTED);
    }
    try {
      TemporalAccessor parsed =
          ISO.parseBest(
              text.replaceFirst(" (?:UTC|Z)$", "Z").replace(' ', 'T'),
              OffsetDateTime::from,
              LocalDateTime::from);
      Instant instant =
          parsed instanceof OffsetDateTime zoned
              ? zoned.toInstant()
              : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
      return inRange(nano(instant), name);
    } catch (DateTimeException e) {
      throw UnreadableException.field(name, "no time", EXPECTED);
    }
  }

  static long nano(Instant instant) {
    BigDecimal nano =
        BigDecimal.valueOf(instant.getEpochSecond())
            .scaleByPowerOfTen(9)
            .add(BigDecimal.valueOf(instant.getNano()));
    return nano.compareTo(LATEST) > 0 ? -1 : nano.longValue();
  }

  private static long number(BigDecimal number, String name) throws UnreadableException {
    int power = 0;
    if (number.compareTo(MILLISECONDS) < 0) {
      power = 9;
    } else if (number.compareTo(MICROSECONDS) < 0) {
      power = 6;
    } else if (number.compareTo(NANOSECONDS) < 0) {
      power = 3;
    }
    BigDecimal nano = number.scaleByPowerOfTen(power);
    boolean fits = nano.signum() > 0 && nano.compareTo(LATEST) <= 0;
    return inRange(fits ? nano.setScale(0, RoundingMode.HALF_UP).longValue() : -1, name);
  }

  private static long inRange(long nano, String name) throws UnreadableException {
    if (nano <= 0) {
      throw UnreadableException.field(name, "out of range", EXPECTED);
    }
    return nano;
  }
}
