import type { Month } from "../month.ts";

/** What the taximeter charges, in cents. */
export interface Tariff {
  /** On getting in. */
  readonly start: number;
  /** A mile on the move. */
  readonly perMile: number;
  /** A minute, most of it slow or standing. */
  readonly perMinute: number;
  /** The flat fare between JFK and Manhattan. */
  readonly jfkFlat: number;
  /** On top of the meter for a trip to Newark. */
  readonly newark: number;
  /** Working days from 16 to 20 o'clock. */
  readonly rush: number;
  /** From 20 to 6 o'clock. */
  readonly night: number;
  /** State tax. */
  readonly mtaTax: number;
  /** Improvement surcharge of every trip. */
  readonly improvement: number;
  /** Yellow taxis, pickups at JFK and LaGuardia. */
  readonly airport: number;
  /** A crossing by bridge or tunnel. */
  readonly toll: number;
  /** Trips that touch Manhattan south of 96th Street. */
  readonly congestion: { readonly green: number; readonly yellow: number };
  /** Trips that touch Manhattan south of 60th Street. */
  readonly businessDistrict: number;
}

const BEFORE_2023: Tariff = {
  start: 250,
  perMile: 180,
  perMinute: 35,
  jfkFlat: 5200,
  newark: 1750,
  rush: 100,
  night: 50,
  mtaTax: 50,
  improvement: 30,
  airport: 125,
  toll: 655,
  congestion: { green: 275, yellow: 250 },
  businessDistrict: 0,
};

const FROM_2023: Tariff = {
  ...BEFORE_2023,
  start: 300,
  perMile: 250,
  perMinute: 50,
  jfkFlat: 7000,
  newark: 2000,
  rush: 250,
  night: 100,
  improvement: 100,
  airport: 175,
};

/** The tariff of a month; New York raised the fares on 19 December 2022, the city here at the next New Year. */
export function tariffOf(month: Month): Tariff {
  if (month < "2023-01") return BEFORE_2023;
  return {
    ...FROM_2023,
    toll: month < "2023-08" ? 655 : 694,
    businessDistrict: month < "2025-01" ? 0 : 75,
  };
}
