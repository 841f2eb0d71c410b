import type { TaxiKind } from "../taxi_kind.ts";
import { makeAliasTable, sampleAlias } from "./alias_table.ts";
import { AIRPORTS, inBusinessDistrict, inCore, inManhattan, isAirport, SIDE } from "./city_geometry.ts";
import type { CityMonth } from "./draw_trip.ts";
import { type Tariff, tariffOf } from "./tariff.ts";
import type { TripDraft } from "./trip_draft.ts";

/** Share of trips for a price agreed upon; for green taxis most of these are dispatched. */
const AGREED: Readonly<Record<TaxiKind, number>> = { green: 0.03, yellow: 0.006 };
/** Card, cash, no charge, dispute: percent of trips. */
const PAYMENTS = {
  green: makeAliasTable([68, 31, 0.7, 0.3]),
  yellow: makeAliasTable([81, 17.5, 0.6, 0.9]),
} as const;
/** Tips in percent of what is due, as the screen in the car proposes them; the first stands for none. */
const TIPS = [0, 10, 15, 20, 25, 30];
const TIP_CHOICE = makeAliasTable([17, 7, 9, 45, 13, 9]);
/** Trips from this length on that cross a river pay a toll half of the time: there are free bridges. */
const TOLL_HUNDREDTHS = 500;
const TOLL_SHARE = 0.5;

/** What a price depends on beside the trip itself, by LocationID. */
interface FareZones {
  readonly core: Uint8Array;
  readonly businessDistrict: Uint8Array;
  readonly manhattan: Uint8Array;
  readonly airport: Uint8Array;
}

/** Prices the trips of one month: fills in the codes and all amounts, which add up to the total. */
export function farePricer(city: CityMonth): (trip: TripDraft, random: () => number) => void {
  const { taxi, month, hours } = city;
  const tariff = tariffOf(month);
  const zones = fareZones();
  return (trip, random) => {
    const hourOfMonth = Math.floor(trip.pickup / 3600);
    chooseRate(trip, taxi, zones, random);
    trip.fare = fareOf(trip, tariff);
    trip.extra = trip.ratecode === 5 ? 0 : extraOf(hourOfMonth % 24, hours.workday[hourOfMonth], tariff);
    trip.mtaTax = trip.ratecode === 5 || trip.ratecode === 3 ? 0 : tariff.mtaTax;
    trip.improvement = tariff.improvement;
    trip.congestion = zones.core[trip.from] | zones.core[trip.to] ? tariff.congestion[taxi] : 0;
    trip.businessDistrict = zones.businessDistrict[trip.from] | zones.businessDistrict[trip.to]
      ? tariff.businessDistrict
      : 0;
    trip.airport = taxi === "yellow" && zones.airport[trip.from] ? tariff.airport : 0;
    trip.tolls = paysToll(trip, zones, random) ? tariff.toll : 0;
    trip.payment = 1 + sampleAlias(PAYMENTS[taxi], random());
    trip.tip = 0;
    if (trip.payment === 1) {
      trip.tip = Math.round(totalCents(trip) * TIPS[sampleAlias(TIP_CHOICE, random())] / 100);
    }
  };
}

/** The total: every amount but the tip paid in cash, which nobody records. */
export function totalCents(trip: TripDraft): number {
  return trip.fare + trip.extra + trip.mtaTax + trip.tip + trip.tolls + trip.improvement + trip.congestion +
    trip.airport + trip.businessDistrict;
}

/** Takes the payment back, as records of refunds and disputes do: every amount turns negative, and none into -0. */
export function refund(trip: TripDraft): void {
  trip.fare = 0 - trip.fare;
  trip.extra = 0 - trip.extra;
  trip.mtaTax = 0 - trip.mtaTax;
  trip.tip = 0 - trip.tip;
  trip.tolls = 0 - trip.tolls;
  trip.improvement = 0 - trip.improvement;
  trip.congestion = 0 - trip.congestion;
  trip.airport = 0 - trip.airport;
  trip.businessDistrict = 0 - trip.businessDistrict;
}

function chooseRate(trip: TripDraft, taxi: TaxiKind, zones: FareZones, random: () => number): void {
  const agreed = random() < AGREED[taxi];
  const jfk = trip.from === AIRPORTS.jfk && zones.manhattan[trip.to] === 1 ||
    trip.to === AIRPORTS.jfk && zones.manhattan[trip.from] === 1;
  trip.ratecode = agreed ? 5 : jfk ? 2 : trip.to === AIRPORTS.newark ? 3 : 1;
  trip.tripType = agreed ? 2 : 1;
}

function fareOf({ ratecode, distance, seconds }: TripDraft, tariff: Tariff): number {
  if (ratecode === 2) return tariff.jfkFlat;
  const metered = tariff.start + distance / 100 * tariff.perMile + seconds / 60 * tariff.perMinute;
  if (ratecode === 5) return Math.round(metered / 500) * 500; // people agree on round sums
  const clicks = Math.round(metered / 10) * 10;
  return ratecode === 3 ? clicks + tariff.newark : clicks;
}

function extraOf(hour: number, workday: number, tariff: Tariff): number {
  if (hour < 6 || hour >= 20) return tariff.night;
  return workday === 1 && hour >= 16 ? tariff.rush : 0;
}

function paysToll({ from, to, distance }: TripDraft, zones: FareZones, random: () => number): boolean {
  const crossing = zones.manhattan[from] !== zones.manhattan[to];
  return crossing && distance >= TOLL_HUNDREDTHS && random() < TOLL_SHARE;
}

function fareZones(): FareZones {
  const flags = (test: (zone: number) => boolean) =>
    Uint8Array.from({ length: SIDE }, (_, z) => test(z) ? 1 : 0);
  return {
    core: flags(inCore),
    businessDistrict: flags(inBusinessDistrict),
    manhattan: flags(inManhattan),
    airport: flags((zone) => isAirport(zone) && zone !== AIRPORTS.newark),
  };
}
