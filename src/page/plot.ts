import uPlot from 'uplot'

export interface Plot {
  setData(data: number[][]): void
  destroy(): void
}

/** A curve over the last minutes, loaded only where figures are shown. `data`: seconds since 1970, and values. */
export function createPlot(parent: HTMLElement, data: number[][]): Plot {
  // A canvas does not know what a variable of the style stands for.
  const probe = parent.appendChild(document.createElement('i'))
  const colour = (name: string) => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const axis = { stroke: colour('--thin'), grid: { stroke: colour('--line'), width: 1 } }
  const plot = new uPlot(
    {
      width: parent.clientWidth,
      height: 160,
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max)] } },
      axes: [axis, { ...axis, size: 44 }],
      series: [{}, { stroke: colour('--accent'), width: 2, fill: colour('--wash') }],
    },
    data as uPlot.AlignedData,
    parent,
  )
  probe.remove()
  const observer = new ResizeObserver(() => plot.setSize({ width: parent.clientWidth, height: 160 }))
  observer.observe(parent)
  return {
    setData: (next) => plot.setData(next as uPlot.AlignedData),
    destroy: () => {
      observer.disconnect()
      plot.destroy()
    },
  }
}
