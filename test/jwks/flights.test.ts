import { expect, it } from 'vitest'
import { Flights, type Outcome } from '../../src/jwks/flights.ts'

it('a flight that is overdue and ends after all leaves the one in its place under way', async () => {
  let time = 0
  const ends: ((outcome: Outcome) => void)[] = []
  const flights = new Flights(
    10,
    () => time,
    () => new Promise((resolve) => ends.push(resolve)),
  )
  const outcome = { asked: true, error: undefined }
  const first = flights.join()
  time = 11
  const second = flights.join()
  ends[0]?.(outcome)
  await first
  const third = flights.join()
  expect(ends.length).toBe(2)
  ends[1]?.(outcome)
  expect(await Promise.all([second, third])).toEqual([outcome, outcome])
})

it('nobody hears of the error of a flight in the background, and who joins one does', async () => {
  const flights = new Flights(
    10,
    () => 0,
    () => Promise.reject(new Error('the clock broke')),
  )
  flights.refresh()
  // An error that nobody has caught would end the test run here.
  await new Promise((resolve) => setTimeout(resolve, 5))
  await expect(flights.join()).rejects.toThrow('the clock broke')
})
